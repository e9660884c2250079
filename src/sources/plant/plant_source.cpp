#include "sources/plant/plant_source.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "plant/plant.h"

namespace weir {

extern const char* const plant_source_sample;
extern const char* const plant_source_summary;

namespace {

/// "2026-01-05T00:00:00Z" or "2026-01-05".
std::optional<Timestamp> utc_time(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00Z";
  if (text.size() != shape.size() && text.size() != 10) return std::nullopt;
  int numbers[6] = {};
  std::size_t field = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (shape[i] != '0') {
      if (text[i] != shape[i]) return std::nullopt;
      ++field;
    } else if (text[i] >= '0' && text[i] <= '9') {
      numbers[field] = numbers[field] * 10 + (text[i] - '0');
    } else {
      return std::nullopt;
    }
  }
  using namespace std::chrono;
  const year_month_day date(year(numbers[0]), month(static_cast<unsigned>(numbers[1])), day(static_cast<unsigned>(numbers[2])));
  // Nanoseconds in 64 bits reach from 1677 to 2262.
  if (!date.ok() || numbers[0] < 1970 || numbers[0] > 2200 || numbers[3] > 23 || numbers[4] > 59 || numbers[5] > 59) return std::nullopt;
  return sys_days(date) + hours(numbers[3]) + minutes(numbers[4]) + std::chrono::seconds(numbers[5]);
}

class PlantSource : public Source {
 public:
  PlantSource(std::unique_ptr<Plant> plant, std::uint64_t steps)
      : plant_(std::move(plant)), steps_(steps), readings_(plant_->catalogue().size()) {}

  const Catalogue& catalogue() const override { return plant_->catalogue(); }

  Status run(Outlet<Reading>& outlet, std::stop_token stop) override {
    for (; steps_ == 0 || done_ < steps_; ++done_) {
      if (stop.stop_requested()) return {};
      if (done_ > 0) plant_->step();
      const auto values = plant_->reported();
      const Timestamp now = plant_->now();
      for (std::size_t i = 0; i < readings_.size(); ++i) {
        const auto quality = std::isnan(values[i]) ? Quality::missing : Quality::good;
        readings_[i] = {static_cast<SensorIndex>(i), quality, values[i], now, now};
      }
      if (!outlet.push(readings_)) return {};
    }
    return {};
  }

 private:
  std::unique_ptr<Plant> plant_;
  std::uint64_t steps_;  // 0: without end
  std::uint64_t done_ = 0;
  std::vector<Reading> readings_;
};

/// As configurations spell them: with "_".
std::vector<std::string> config_names() {
  std::vector<std::string> names(plant_names().begin(), plant_names().end());
  for (auto& name : names) std::ranges::replace(name, '-', '_');
  return names;
}

Result<std::unique_ptr<Source>> make(ConfigTable config) {
  auto name = config.choice("plant", config_names().front(), config_names());
  std::ranges::replace(name, '_', '-');
  const double hours = config.number("hours", 24, 0, 24 * 366 * 20);
  const auto seed = config.integer("seed", 1, 0, std::int64_t{1} << 53);
  const auto start = utc_time(config.text("start", format_time(Plant::default_start)));
  if (!start) config.complain("start", "is no UTC time from 1970 to 2200; write for example \"2026-01-05T00:00:00Z\"");
  const auto lines = config.texts("attacks");
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());

  auto plant = make_plant(name, static_cast<std::uint64_t>(seed), *start);
  if (!plant) return std::unexpected(plant.error());
  const auto& layout = (*plant)->layout();
  const auto plan = [&](const Attack& attack) {
    if (auto ok = (*plant)->add(attack); !ok) config.complain("attacks", ok.error().message);
  };
  for (const auto& line : lines) {
    if (line == "demo") {
      for (const auto& attack : (*plant)->demo_day({})) plan(attack);
    } else if (const auto attack = parse_attack(line, layout)) {
      plan(*attack);
    } else {
      config.complain("attacks", attack.error().message);
    }
  }
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto steps = hours == 0 ? 0 : static_cast<std::uint64_t>(hours * 3600 / static_cast<double>(layout.step_s) + 0.5);
  if (hours > 0 && steps == 0) {
    config.complain("hours", "is less than one step; 0 means without end");
    return std::unexpected(config.finish().error());
  }
  return std::make_unique<PlantSource>(std::move(*plant), steps);
}

}  // namespace

SourceFactory plant_source() { return {"plant", plant_source_summary, plant_source_sample, make}; }

}  // namespace weir
