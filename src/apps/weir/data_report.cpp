#include "data_report.h"

#include <nlohmann/json.hpp>

#include "terminal.h"

namespace weir {
namespace {

constexpr std::size_t columns_max = 110;

std::string period_text(const CsvCounters& counters, const CsvDecisions& decisions) {
  const auto length = format_duration(counters.last_at - counters.first_at);
  if (decisions.time_columns.empty()) return fmt::format("{}, {}", counted(counters.rows, "row"), length);
  return fmt::format("{} from {} to {}, {}", counted(counters.rows, "row"), format_time(counters.first_at), format_time(counters.last_at),
                     length);
}

std::string range_text(const Sensor& sensor) {
  auto text =
      sensor.kind == SensorKind::constant ? fmt::format("{:.4g}", sensor.low) : fmt::format("{:.4g} to {:.4g}", sensor.low, sensor.high);
  return sensor.unit.empty() ? text : text + ' ' + sensor.unit;
}

/// Words after one another, broken where the line is full.
std::string wrapped(const std::vector<std::string>& words, std::size_t indent) {
  std::string text, line;
  for (std::size_t k = 0; k < words.size(); ++k) {
    const auto word = words[k] + (k + 1 < words.size() ? ", " : "");
    if (!line.empty() && indent + line.size() + word.size() > columns_max) {
      text += line.substr(0, line.size() - 1) + '\n' + std::string(indent, ' ');  // without the blank at its end
      line.clear();
    }
    line += word;
  }
  return text + line;
}

}  // namespace

std::string files_text(const Recordings& recordings) {
  std::string text;
  for (const auto& file : recordings.files) {
    text += painted(stdout, Ink::bold, file.decisions.origin) + '\n';
    text += fmt::format("  rows: {}\n", period_text(file.counters, file.decisions));
    text += to_text(file.decisions);
    for (const auto& complaint : complaints(file.counters, file.decisions.sensors)) {
      text += painted(stdout, Ink::yellow, "! ") + "data: " + complaint + '\n';
    }
    if (const auto gaps = file.align.gaps + file.align.restarts; gaps > 0) {
      text += fmt::format("  gaps: {} where time jumps; nothing is learned across them\n", gaps);
    }
  }
  return text;
}

std::string sensors_text(const Recordings& recordings) {
  const auto& catalogue = recordings.frames.catalogue();
  std::string text = painted(stdout, Ink::bold, counted(catalogue.size(), "sensor")) + '\n';
  for (const auto kind : {SensorKind::continuous, SensorKind::level, SensorKind::discrete, SensorKind::counter, SensorKind::constant}) {
    std::vector<std::string> words;
    for (const auto& sensor : catalogue) {
      if (sensor.kind == kind) words.push_back(fmt::format("{} ({})", sensor.name, range_text(sensor)));
    }
    if (!words.empty()) text += fmt::format("  {:<10} {:>3}  {}\n", name_of(kind), words.size(), wrapped(words, 17));
  }
  return text;
}

std::string recordings_json(const Recordings& recordings) {
  using json = nlohmann::ordered_json;
  json all = {
      {"rows", recordings.frames.rows()}, {"step_s", recordings.step_s}, {"anomalous_rows_left_out", recordings.anomalous_rows_left_out}};
  all["files"] = json::array();
  for (const auto& file : recordings.files) {
    json one = {{"decisions", json::parse(to_json(file.decisions), nullptr, false)},
                {"rows", file.counters.rows},
                {"first_at", format_time(file.counters.first_at)},
                {"last_at", format_time(file.counters.last_at)},
                {"missing_cells", file.counters.missing_cells},
                {"bad_cells", file.counters.bad_cells},
                {"complaints", complaints(file.counters, file.decisions.sensors)}};
    all["files"].push_back(std::move(one));
  }
  all["sensors"] = json::parse(to_json(recordings.frames.catalogue()), nullptr, false);
  for (std::size_t i = 0; i < all["sensors"].size() && i < recordings.kind_reasons.size(); ++i) {
    all["sensors"][i]["kind_because"] = recordings.kind_reasons[i];
  }
  return all.dump(2, ' ', false, json::error_handler_t::replace);
}

}  // namespace weir
