// ./dev bench speed: the program itself as a user runs it, each command a process of its own: time, rows a second, memory.
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/version.h"
#include "nn/fast/matmul.h"

extern char** environ;

namespace weir::bench {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

struct Run {
  double seconds = 0;
  double megabytes = 0;  // largest resident set
  int status = -1;
};

Run run(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", 1, 0);
  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  Run result;
  if (posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ) != 0) return result;
  posix_spawn_file_actions_destroy(&actions);
  rusage usage{};
  wait4(child, &result.status, 0, &usage);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  result.megabytes = static_cast<double>(usage.ru_maxrss) / 1024;
  return result;
}

struct Figure {
  std::string name;
  double rows = 0;
  double seconds_min = 0, seconds_median = 0, seconds_max = 0, megabytes = 0;
};

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

int measure(int argc, char** argv) {
  CLI::App app{"Time and memory of the program on 100,000 rows of 51 sensors"};
  std::string program = (fs::path(argv[0]).parent_path() / "weir").string(), record;
  int runs = 3;
  app.add_option("--program", program, "the weir to measure");
  app.add_option("--runs", runs, "of each command; the median counts")->check(CLI::Range(1, 100));
  app.add_option("--record", record, "write the figures as JSON here");
  CLI11_PARSE(app, argc, argv);

  const fs::path folder = fs::temp_directory_path() / fmt::format("weir-speed-{}", ::getpid());
  fs::create_directories(folder);
  const auto path = [&](const char* name) { return (folder / name).string(); };
  constexpr double rows = 100000;
  // At one row a second training would put it on a ten-second grid; --step 1 makes it learn all 100,000 frames.
  const std::vector<std::pair<std::string, std::vector<std::string>>> commands = {
      {"simulate", {program, "simulate", "--hours", "27.7777778", "--seed", "3", "--out", path("rows.csv")}},
      {"train, 10 s grid", {program, "train", "--data", path("rows.csv"), "--out", path("coarse.safetensors")}},
      {"train, every row", {program, "train", "--data", path("rows.csv"), "--step", "1", "--out", path("fine.safetensors")}},
      {"score, 10 s grid",
       {program, "score", "--model", path("coarse.safetensors"), "--data", path("rows.csv"), "--out", path("scores.csv")}},
      {"score, every row",
       {program, "score", "--model", path("fine.safetensors"), "--data", path("rows.csv"), "--out", path("scores.csv")}},
      {"start to end, version", {program, "version"}},
  };
  fmt::print(
      "| command               | rows/s     | seconds: min   median      max | memory MB |\n"
      "|-----------------------|------------|-------------------------------|-----------|\n");
  json figures = json::array();
  int failed = 0;
  for (const auto& [name, words] : commands) {
    std::vector<double> seconds;
    double megabytes = 0;
    for (int k = 0; k < runs; ++k) {
      const auto one = run(words);
      if (one.status != 0) {
        fmt::print(stderr, "{}: ended with status {}\n", name, one.status);
        failed = 1;
        break;
      }
      seconds.push_back(one.seconds);
      megabytes = std::max(megabytes, one.megabytes);
    }
    if (seconds.empty()) continue;
    std::sort(seconds.begin(), seconds.end());
    const double median = seconds[seconds.size() / 2];
    fmt::print("| {:<21} | {:>10.0f} | {:>12.3f} {:>8.3f} {:>8.3f} | {:>9.1f} |\n", name, name.starts_with("start") ? 0 : rows / median,
               seconds.front(), median, seconds.back(), megabytes);
    figures.push_back({{"command", name},
                       {"rows", rows},
                       {"seconds_min", seconds.front()},
                       {"seconds_median", median},
                       {"seconds_max", seconds.back()},
                       {"megabytes", megabytes}});
  }
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  if (!record.empty()) {
    const json all = {{"benchmark", "speed"},
                      {"program", std::string("weir ") + program_version},
                      {"processor", processor()},
                      {"instruction_set", nn::fast::instruction_set()},
                      {"command", "./dev bench speed"},
                      {"runs", runs},
                      {"figures", figures}};
    if (auto written = write_file(record, all.dump(2) + "\n"); !written) {
      fmt::print(stderr, "{}\n", written.error().message);
      return 1;
    }
  }
  return failed;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) { return weir::bench::measure(argc, argv); }
