// The commands. Each adds itself to the command line; parsing one sets the job that main() then runs.
#pragma once

#include <functional>

#include "base/error.h"

namespace CLI {
class App;
}

namespace weir {

/// What the command line asks for. An error's code becomes the exit code.
using Job = std::function<Status()>;

void add_init(CLI::App& app, Job& job);
void add_train(CLI::App& app, Job& job);
void add_score(CLI::App& app, Job& job);
void add_evaluate(CLI::App& app, Job& job);
void add_benchmark(CLI::App& app, Job& job);
void add_explain(CLI::App& app, Job& job);
void add_replay(CLI::App& app, Job& job);
void add_simulate(CLI::App& app, Job& job);
void add_model(CLI::App& app, Job& job);
void add_list(CLI::App& app, Job& job);
void add_check(CLI::App& app, Job& job);
void add_demo(CLI::App& app, Job& job);
void add_version(CLI::App& app, Job& job);

}  // namespace weir
