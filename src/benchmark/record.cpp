#include "benchmark/record.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "metrics/runs.h"

namespace weir {
namespace {

using json = nlohmann::ordered_json;

/// Four digits that count: a record is compared by people, and its last bits are noise.
json rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == 0 || value == std::floor(value)) return value;
  const double scale = std::pow(10, 4 - std::ceil(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

json figures_json(const std::vector<NamedFigure>& figures) {
  json object = json::object();
  for (const auto& figure : figures) object[figure.name] = figure.value ? rounded(*figure.value) : json(nullptr);
  return object;
}

json bar_json(const std::vector<BarFigure>& bar) {
  json object = json::object();
  for (const auto& figure : bar) object[figure.figure] = figure.value;
  return object;
}

json variant_json(const VariantResult& result) {
  json object = {{"title", result.variant.title}};
  if (!result.failure.empty()) {
    object["failure"] = result.failure;
    return object;
  }
  object["figures"] = figures_json(result.figures);
  if (!result.sweep.empty()) {
    object["sweep"] = json::array();
    for (const auto& point : result.sweep) {
      object["sweep"].push_back(
          {rounded(point.threshold), point.events_found, rounded(point.false_alarms_per_day), rounded(point.false_positive_rate)});
    }
  }
  return object;
}

json family_json(const FamilyPower& family) {
  json object = {{"family", family.family},
                 {"class", name_of(family.kind)},
                 {"episodes", family.episodes},
                 {"found", family.found},
                 {"already_on", family.already_on},
                 {"named_first", family.named_first},
                 {"named_among_three", family.named_among_three},
                 {"median_delay_s", family.median_delay_s ? rounded(*family.median_delay_s) : json(nullptr)},
                 {"power", json::array()}};
  for (const auto& point : family.power) object["power"].push_back({rounded(point.size), point.episodes, point.found});
  return object;
}

/// Runs of buckets that are on, [first, last): few, where every bucket would be many.
json runs_json(const std::vector<std::uint8_t>& on) {
  json runs = json::array();
  for (const auto& run : runs_of(on)) runs.push_back({run.first, run.last});
  return runs;
}

json course_json(const DrawnCourse& course) {
  json scores = json::array();
  for (const float score : course.score) scores.push_back(std::round(100 * std::min(score, 100.0F)) / 100.0);
  return {{"steps_per_bucket", rounded(course.steps_per_bucket)},
          {"score", scores},
          {"anomalous", runs_json(course.anomalous)},
          {"alarm", runs_json(course.alarm)},
          {"unit_at", course.unit_at},
          {"unit_names", course.unit_names}};
}

json set_json(const SetResult& set, bool courses) {
  json object = {{"about", set.about}};
  if (!set.skipped.empty()) {
    object["skipped"] = set.skipped;
    return object;
  }
  object["budget_per_day"] = rounded(set.budget_per_day);
  object["step_s"] = rounded(set.step_s);
  object["units"] = set.units;
  object["sensors"] = set.sensors;
  object["train_rows"] = set.train_rows;
  object["test_rows"] = set.test_rows;
  object["peer"] = bar_json(set.peer);
  object["must"] = bar_json(set.must);
  object["aim"] = bar_json(set.aim);
  object["variants"] = json::object();
  for (const auto& variant : set.variants) object["variants"][variant.variant.name] = variant_json(variant);
  object["calibration"] = json::array();
  for (const auto& point : set.calibration) object["calibration"].push_back({point.nominal, rounded(point.observed), point.rows});
  if (!set.families.empty()) {
    object["families"] = json::array();
    for (const auto& family : set.families) object["families"].push_back(family_json(family));
  }
  if (set.drifting_alarms_per_day) object["drifting_alarms_per_day"] = rounded(*set.drifting_alarms_per_day);
  if (courses) object["course"] = course_json(set.course);
  return object;
}

json all_json(const BenchmarkResult& result, std::string_view command, bool courses) {
  json all = {{"benchmark", "quality"},
              {"program", std::string("weir ") + program_version},
              {"processor", result.processor},
              {"instruction_set", result.instruction_set},
              {"command", command},
              {"seed", result.seed},
              {"sets", json::object()}};
  for (const auto& set : result.sets) all["sets"][set.name] = set_json(set, courses);
  return all;
}

constexpr auto bytes_that_are_no_text = json::error_handler_t::replace;

}  // namespace

std::string record_json(const BenchmarkResult& result, std::string_view command) {
  return all_json(result, command, false).dump(1, ' ', false, bytes_that_are_no_text) + "\n";
}

std::string page_json(const BenchmarkResult& result, std::string_view command) {
  return all_json(result, command, true).dump(-1, ' ', true, bytes_that_are_no_text);
}

}  // namespace weir
