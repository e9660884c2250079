#include <cmath>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "commands.h"
#include "model_card.h"
#include "scoring.h"
#include "terminal.h"

namespace weir {
namespace {

using json = nlohmann::ordered_json;

struct Flags {
  std::string first, second;
  bool json = false;
};

Status show(const Flags& flags) {
  const auto model = load_model(flags.first);
  if (!model) return std::unexpected(model.error());
  if (flags.json) fmt::print("{}\n", model_json(*model));
  else say(stdout, model_text(*model, flags.first));
  return {};
}

Status diff(const Flags& flags) {
  const auto a = load_model(flags.first);
  if (!a) return std::unexpected(a.error());
  const auto b = load_model(flags.second);
  if (!b) return std::unexpected(b.error());
  const auto differences = model_differences(*a, *b);
  if (flags.json) {
    fmt::print("{}\n", json{{"same", differences.empty()}, {"differences", differences}}.dump(2));
    return {};
  }
  for (const auto& difference : differences) fmt::print("{}\n", difference);
  if (differences.empty()) fmt::print("the same model\n");
  return {};
}

/// FNV-1a over the file's bytes.
std::string fingerprint(std::string_view bytes) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ULL;
  return fmt::format("{:016x}", hash);
}

/// Scores a few steps at the middle of every sensor's range: whatever is wrong with the numbers shows up as one that isn't finite.
Status try_out(LoadedModel& loaded) {
  const auto& catalogue = loaded.model.catalogue;
  std::vector<float> values;
  for (const auto& sensor : catalogue) values.push_back(static_cast<float>((sensor.low + sensor.high) / 2));
  const std::vector<Quality> quality(catalogue.size(), Quality::good);
  const std::vector<float> age(catalogue.size(), 0);
  auto at = loaded.model.provenance.last_at;
  for (int step = 0; step < 50; ++step) {
    at += from_seconds(loaded.model.step_s);
    const auto score = loaded.scorer.detector->score({at, values, quality, age, step == 0});
    if (!std::isfinite(score.total) || score.total < 0) return bad_input("its score of an ordinary step is {}", score.total);
    for (std::size_t i = 0; i < score.per_sensor.size(); ++i) {
      if (!std::isfinite(score.per_sensor[i]))
        return bad_input("its score of {} at an ordinary step is {}", catalogue[i].name, score.per_sensor[i]);
    }
  }
  return {};
}

Status verify(const Flags& flags) {
  const auto bytes = read_file(flags.first);
  if (!bytes) return std::unexpected(bytes.error());
  auto loaded = load_to_run(flags.first);
  if (!loaded) return std::unexpected(loaded.error());
  const auto named = [&](const Error& error) {
    return std::unexpected(Error{error.code, fmt::format("{}: {}; the file is damaged, train it again", flags.first, error.message)});
  };
  for (const auto& tensor : (*loaded)->model.detector.tensors()) {
    const auto wrong = std::ranges::find_if(tensor.values, [](float v) { return std::isinf(v); });
    if (wrong != tensor.values.end())
      return named({ErrorCode::bad_input, fmt::format("tensor {} holds a number that isn't finite", tensor.name)});
  }
  if (auto ok = try_out(**loaded); !ok) return named(ok.error());
  const auto print = fingerprint(*bytes);
  if (flags.json) fmt::print("{}\n", json{{"ok", true}, {"bytes", bytes->size()}, {"fingerprint", print}}.dump(2));
  else fmt::print("{}: OK, {} bytes, fingerprint {}\n", flags.first, bytes->size(), print);
  return {};
}

}  // namespace

void add_model(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("model", "Look into model files: show one, compare two, or check that one is sound.");
  command->require_subcommand(1);
  command->footer(
      "Examples:\n"
      "  weir model show model.safetensors\n"
      "  weir model diff old.safetensors new.safetensors");
  const auto add = [&](const char* name, const char* what, auto run) {
    auto* one = command->add_subcommand(name, what);
    one->add_option(std::string(name) == "diff" ? "first" : "model", flags->first, "a model file")->required()->type_name("FILE");
    one->add_flag("--json", flags->json, "as JSON");
    one->callback([flags, &job, run] { job = [flags, run] { return run(*flags); }; });
    return one;
  };
  add("show", "Print a model's card: data, sensors, members, alarm policy, configuration, report card.", show)
      ->footer("Examples:\n  weir model show model.safetensors\n  weir model show model.safetensors --json");
  auto* compare = add("diff", "Say what differs between two models: data, configuration, thresholds, numbers.", diff);
  compare->add_option("second", flags->second, "another one")->required()->type_name("FILE");
  compare->footer("Examples:\n  weir model diff old.safetensors new.safetensors\n  weir model diff a.safetensors b.safetensors --json");
  add("verify", "Check that a model file is whole and scores with finite numbers; print its fingerprint.", verify)
      ->footer("Examples:\n  weir model verify model.safetensors\n  weir model verify model.safetensors --json");
}

}  // namespace weir
