#include <algorithm>

#include <CLI/CLI.hpp>

#include "base/file.h"
#include "benchmark/page.h"
#include "benchmark/record.h"
#include "builtins/registry.h"
#include "commands.h"
#include "config/nearest.h"
#include "interrupt.h"
#include "terminal.h"
#include "usage.h"

namespace weir {
namespace {

struct Flags {
  std::string data, sets, only, config, variants = "all", record, page;
  std::uint64_t seed = 1;
  int threads = 0;
  bool json = false;
};

std::string cell(const std::vector<NamedFigure>& figures, const char* name, int digits) {
  const auto value = value_of(figures, name);
  return value ? fmt::format("{:.{}f}", *value, digits) : "-";
}

void print_heading() {
  fmt::print(
      "| set             | who                    | AUROC | AUPRC | F1*   | VUS-PR| events  | FA/day  | FPR   | F1    | delay     | eTaF1 "
      "| Fc1   |\n"
      "|-----------------|------------------------|-------|-------|-------|-------|---------|---------|-------|-------|-----------|-------|"
      "-------|\n");
}

void print_set(const SetResult& set) {
  if (!set.skipped.empty()) {
    fmt::print("| {:<15} | skipped: {} |\n", set.name, set.skipped);
    std::fflush(stdout);
    return;
  }
  for (const auto& one : set.variants) {
    const auto& f = one.figures;
    if (!one.failure.empty()) {
      fmt::print("| {:<15} | {:<22} | failed: {} |\n", set.name, one.variant.name, one.failure);
      continue;
    }
    const auto delay = value_of(f, "median_delay_s");
    fmt::print("| {:<15} | {:<22} | {:>5} | {:>5} | {:>5} | {:>5} | {:>3}/{:<3} | {:>7} | {:>5} | {:>5} | {:>9} | {:>5} | {:>5} |\n",
               set.name, one.variant.name, cell(f, "auroc", 3), cell(f, "auprc", 3), cell(f, "best_f1", 3), cell(f, "vus_pr", 3),
               cell(f, "events_found", 0), cell(f, "events", 0), cell(f, "false_alarms_per_day", 2), cell(f, "false_positive_rate", 3),
               cell(f, "f1", 3), delay ? format_duration(from_seconds(*delay)) : "-", cell(f, "eta_f1", 3), cell(f, "fc1", 3));
  }
  std::fflush(stdout);
}

Result<Manifest> manifest_of(const Flags& flags) {
  if (flags.sets.empty()) return read_manifest(builtin_manifest(), "(built-in sets)", flags.data);
  const auto text = read_file(flags.sets);
  if (!text) return std::unexpected(text.error());
  return read_manifest(*text, flags.sets, flags.data);
}

Status benchmark(const Flags& flags) {
  if (!std::filesystem::is_directory(flags.data))
    return bad_input("{}: is no folder; give the one that holds the labelled sets", flags.data);
  const auto manifest = manifest_of(flags);
  if (!manifest) return std::unexpected(manifest.error());
  std::vector<std::string> names;
  for (const auto& set : manifest->sets) names.push_back(set.name);
  for (const auto& plant : manifest->plants) names.push_back(plant.name);
  if (std::ranges::none_of(names, [&](const auto& name) { return name.starts_with(flags.only); })) {
    return bad_input("--only {}: no set's name begins so; there are {}", flags.only, listed(nearest_first(flags.only, names), 20));
  }
  ProgressBar bar;
  BenchmarkOptions options;
  options.data = flags.data;
  options.only = flags.only;
  options.ablations = flags.variants == "all" ? Ablations::all : flags.variants == "fused" ? Ablations::fused : Ablations::none;
  options.seed = flags.seed;
  options.threads = flags.threads;
  options.progress = bar.progress();
  if (!flags.config.empty()) {
    auto text = read_file(flags.config);
    if (!text) return std::unexpected(text.error());
    options.config_text = std::move(*text);
    options.config_origin = flags.config;
  }
  if (!flags.json) {
    print_heading();
    options.on_set = [&](const SetResult& set) {
      bar.clear();
      print_set(set);
    };
  }
  const Stopwatch watch;
  const auto result = run_benchmark(*manifest, options, {builtin_ensemble(), builtin_detectors()});
  bar.clear();
  if (!result) return result.error().code == ErrorCode::cancelled ? Status(stopped_by_user()) : std::unexpected(result.error());
  const auto command = fmt::format("weir benchmark DIR{}{}{}", flags.only.empty() ? "" : fmt::format(" --only '{}'", flags.only),
                                   flags.variants == "all" ? "" : " --variants " + flags.variants,
                                   flags.seed == 1 ? "" : fmt::format(" --seed {}", flags.seed));
  if (!flags.record.empty()) {
    if (auto ok = write_file(flags.record, record_json(*result, command)); !ok) return ok;
  }
  if (!flags.page.empty()) {
    if (auto ok = write_file(flags.page, page_html(*result, command)); !ok) return ok;
  }
  if (flags.json) {
    say(stdout, record_json(*result, command));
  } else {
    fmt::print(
        "\nF1* takes the best threshold on the test labels (an oracle). events, FA/day, FPR, F1, delay, eTaF1 and Fc1 are at the "
        "threshold\n"
        "that the alarm budget gave on normal data. It took {}, {:.0f} MB of memory at most.\n",
        took(watch.seconds()), peak_memory_mb());
  }
  const bool any = std::ranges::any_of(result->sets, [](const SetResult& set) { return set.skipped.empty(); });
  if (!any) return bad_input("{}: every set was skipped; see above why", flags.data);
  return {};
}

}  // namespace

void add_benchmark(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("benchmark", "Judge this program on labelled sets: every member, every ablation, one scoring.");
  command->add_option("folder", flags->data, "the folder that holds the labelled sets")->type_name("DIR")->required();
  command->add_option("--sets", flags->sets, "TOML that lists the sets; default: the public ones that the program knows")
      ->type_name("FILE");
  command->add_option("--only", flags->only, "only sets whose name begins so")->type_name("NAME");
  command
      ->add_option(
          "--variants", flags->variants,
          "full: the program, PCA and the trivial ones; fused: and ablations that need no training; all (default): and those that do")
      ->type_name("full|fused|all")
      ->check(CLI::IsMember({"full", "fused", "all"}).description(""));
  command->add_option("--config", flags->config, "TOML instead of the defaults; the same for every set")->type_name("FILE");
  command->add_option("--seed", flags->seed, "of the training; default 1")->type_name("N");
  command->add_option("--threads", flags->threads, "default: all there are; changes no figure")
      ->type_name("N")
      ->check(CLI::Range(0, 1024).description(""));
  command->add_option("--record", flags->record, "write all figures as JSON here")->type_name("FILE")->take_last();
  command->add_option("--page", flags->page, "write one HTML page with table and plots here; it needs no network")
      ->type_name("FILE")
      ->take_last();
  command->add_flag("--json", flags->json, "all figures as JSON on standard output instead of the table");
  command->footer(
      "Thresholds come from an alarm budget on normal data; labels judge, nothing else. A set whose files aren't there is skipped.\n\n"
      "Examples:\n"
      "  weir benchmark data/ --record quality.json --page quality.html\n"
      "  weir benchmark data/ --only batadal --variants full\n"
      "  weir benchmark my_data/ --sets my_sets.toml --page mine.html");
  command->callback([flags, &job] { job = [flags] { return benchmark(*flags); }; });
}

}  // namespace weir
