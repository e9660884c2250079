// For tests of the program from outside: a folder that goes away, recordings made up, and the program run without a shell.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/random.h"

namespace weir {

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

struct Ran {
  int code = -1;  // exit code; -signal where it was killed
  std::string out, err;
};

class CliTest : public testing::Test {
 protected:
  CliTest() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / fmt::format("weir-cli-{}-{}-{}", test->test_suite_name(), test->name(), ::getpid());
    std::filesystem::create_directories(folder_);
  }
  ~CliTest() override {
    std::error_code failure;
    std::filesystem::remove_all(folder_, failure);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return path(name);
  }

  /// Starts the program; its output goes to files of the folder.
  pid_t start(const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {WEIR_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path(".out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, path(".err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    pid_t child = -1;
    EXPECT_EQ(posix_spawn(&child, WEIR_PROGRAM, &actions, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return child;
  }
  Ran finished(pid_t child) const {
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), text_of(path(".out")), text_of(path(".err"))};
  }
  Ran run(const std::vector<std::string>& arguments) const { return finished(start(arguments)); }

  struct Plant {
    std::size_t rows = 1200;
    std::size_t attacked_from = 0, attacked_to = 0;  // the level is reported too high by far
    std::uint64_t seed = 1;
    std::string names = "flow,level,valve,temp";
    int step_s = 1;
    bool label = false;
  };
  /// A valve that fills a tank, and a temperature: "time,flow,level,valve,temp".
  static std::string recording(const Plant& plant) {
    Random random(plant.seed);
    std::string text = fmt::format("time,{}{}\n", plant.names, plant.label ? ",attack" : "");
    double level = 50;
    for (std::size_t row = 0; row < plant.rows; ++row) {
      const int valve = row / 60 % 2 == 0;
      const double flow = 10 * valve + 0.1 * random.normal();
      level += 0.02 * (flow - 5);
      const bool attacked = row >= plant.attacked_from && row < plant.attacked_to;
      const auto second = static_cast<int>(row) * plant.step_s;
      text += fmt::format("2026-01-{:02}T{:02}:{:02}:{:02}Z,{:.3f},{:.3f},{},{:.3f}", 1 + second / 86400, second / 3600 % 24,
                          second / 60 % 60, second % 60, flow, level + 0.02 * random.normal() + (attacked ? 60 : 0), valve,
                          20 + std::sin(static_cast<double>(row) / 200) + 0.05 * random.normal());
      text += plant.label ? fmt::format(",{}\n", attacked ? 1 : 0) : "\n";
    }
    return text;
  }
  static constexpr const char* quick_config = "[detectors.ensemble.lstm_gnn]\nsteps = 20\nexamples = 16\n";

  /// Trains on `recording(plant)`; the model's path.
  std::string trained(const Plant& plant) const {
    const auto data = write("normal.csv", recording(plant)), config = write("quick.toml", quick_config), model = path("model.safetensors");
    const auto ran = run({"train", "--data", data, "--config", config, "--out", model});
    EXPECT_EQ(ran.code, 0) << ran.err;
    return model;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (const auto name = entry.path().filename().string(); name[0] != '.') names.push_back(name);
    }
    return names;
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace weir
