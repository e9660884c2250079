// weir: learns a plant's normal behaviour from its own sensor data and raises explained alarms.
#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "base/version.h"
#include "commands.h"
#include "config/nearest.h"
#include "interrupt.h"
#include "terminal.h"

namespace weir {
namespace {

enum ExitCode { ok = 0, failed = 1, bad_input_or_usage = 2 };

constexpr const char* description =
    "weir learns what is normal from your plant's own sensor data, and then says within seconds what is under attack or\n"
    "failing, where it began and why it thinks so.";

constexpr const char* footer =
    "Begin here:\n"
    "  weir demo                                                 a simulated plant, learned and attacked: two minutes\n"
    "  weir init --data normal.csv --out plant/                  what is in your data?\n"
    "  weir train --data normal.csv --out model.safetensors      learn from it\n"
    "  weir replay --model model.safetensors --data new.csv      watch\n\n"
    "weir COMMAND --help explains a command. Exit codes: 0 fine, 1 failed, 2 bad input or usage.";

int fail(std::string_view who, std::string_view message, ExitCode code) {
  std::fflush(stdout);
  say(stderr, fmt::format("{}: {}\n", painted(stderr, Ink::red, who), message));
  return code;
}

std::string called_command(const CLI::App& app) {
  std::string name = app.get_name();
  for (const auto* one : app.get_subcommands()) name += ' ' + called_command(*one);
  return name;
}

std::vector<std::string> names_of_commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(command->get_name());
  return names;
}

/// A mistyped command or option: what was probably meant.
std::string suggestion(const CLI::App& app, int argc, char** argv) {
  const auto chosen = app.get_subcommands();
  std::vector<std::string> known;
  if (chosen.empty()) {
    known = names_of_commands(app);
  } else {
    for (const auto* option : chosen.front()->get_options()) {
      for (const auto& name : option->get_lnames()) known.push_back("--" + name);
    }
  }
  for (int k = 1; k < argc; ++k) {
    const std::string word = std::string(argv[k]).substr(0, std::string(argv[k]).find('='));
    if (word.starts_with("--") == chosen.empty() || std::find(known.begin(), known.end(), word) != known.end()) continue;
    const auto nearest = nearest_first(word, known).front();
    if (edit_distance(word, nearest) <= 2 + word.size() / 6) return fmt::format("; did you mean {}?", nearest);
  }
  return {};
}

int usage_error(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  std::string message = error.what();
  if (app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-') {
    message = fmt::format("there is no command '{}'; there are {}", argv[1], listed(names_of_commands(app), 20));
  }
  const auto who = called_command(app);
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr || app.get_subcommands().empty();
  return fail(who, fmt::format("{}{}\n`{} --help` explains it", message, extra ? suggestion(app, argc, argv) : "", who),
              bad_input_or_usage);
}

int run(int argc, char** argv) {
  CLI::App app(description, "weir");
  app.footer(footer);
  app.get_formatter()->column_width(34);
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", fmt::format("weir {}", program_version));
  Job job;
  for (const auto add : {add_demo, add_init, add_train, add_score, add_evaluate, add_benchmark, add_explain, add_replay, add_simulate,
                         add_model, add_list, add_check, add_version}) {
    add(app, job);
  }
  // `weir help train` is `weir train --help`.
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words.front() == "help") std::rotate(words.begin(), words.begin() + 1, words.end()), words.back() = "--help";
  std::ranges::reverse(words);  // CLI11 takes them from the back
  try {
    app.parse(words);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error, argc, argv);
  }
  if (!job) {
    say(stderr, app.help());
    return bad_input_or_usage;
  }
  watch_interrupts();
  const auto done = job();
  if (!done)
    return fail(called_command(app), done.error().message, done.error().code == ErrorCode::bad_input ? bad_input_or_usage : failed);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    return fail("weir", "standard output takes no more; the result above is cut off", failed);
  return ok;
}

}  // namespace
}  // namespace weir

int main(int argc, char** argv) {
  // The last guard: a library or the memory ran out. Our own errors are values.
  try {
    return weir::run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("weir: out of memory; give fewer rows (--rows) or fewer sensors (--columns)\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "weir: %s\n", error.what());
  }
  return 1;
}
