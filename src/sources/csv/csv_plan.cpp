#include "sources/csv/csv_plan.h"

#include <algorithm>

#include "align/step_detection.h"
#include "sources/csv/csv_profiles.h"
#include "sources/csv/sensor_names.h"

namespace weir {
namespace {

bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.ends_with('*')) return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == name;
}

std::optional<std::size_t> find_name(std::span<const std::string> names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), trimmed(name));
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::string word_list(const ColumnProfile& column) {
  std::string text;
  for (std::size_t i = 0; i < column.words.size() && i < 3; ++i) text += fmt::format("{}'{}'", i == 0 ? "" : ", ", column.words[i]);
  return text + (column.words.size() > 3 ? ", ..." : "");
}

/// What is being put together, and what it is put together from.
struct Planner {
  const CsvOptions& options;
  CsvDecisions& decisions;
  std::span<const PrefixLine> data;
  const CsvProfile* profile = nullptr;
  TableProfile table{};
  CsvPlan plan{};
  std::vector<std::size_t> label_columns{};  // several: a row is anomalous where one of them says so
  std::vector<std::size_t> time_columns{};

  void note(std::string subject, std::string text, std::string overrule, bool doubtful = false) {
    decisions.notes.push_back({std::move(subject), std::move(text), std::move(overrule), doubtful});
  }
  const std::vector<std::string>& names() const { return plan.layout.names; }

  Status choose_profile();
  Status check_ragged();
  Status choose_time();
  Status choose_label();
  /// "label", "leak_*" or "leak_a+leak_b"; empty: no such columns.
  std::vector<std::size_t> columns_like(std::string_view pattern) const;
  Status choose_sensors();
  std::optional<std::string> reason_to_ignore(std::size_t column) const;
  Status check_ignore_option() const;
  void describe_sensors(std::span<const std::size_t> from);
  void measure_step();
};

Status Planner::choose_profile() {
  if (options.profile == "none") {
    decisions.profile = "none";
    return {};
  }
  if (options.profile == "auto") {
    profile = recognise_csv_profile(names());
    decisions.profile = profile != nullptr ? std::string(profile->name) : "none";
    if (profile != nullptr) note("profile", fmt::format("{}, recognised by its header: {}", profile->name, profile->summary), "profile");
    return {};
  }
  profile = find_csv_profile(options.profile);
  if (profile == nullptr) {
    std::vector<std::string> known = {"auto", "none"};
    for (const CsvProfile& each : csv_profiles()) known.emplace_back(each.name);
    return bad_input("profile '{}' is unknown; there are {}", options.profile, name_list(known));
  }
  decisions.profile = options.profile;
  note("profile", fmt::format("{}, as told: {}", profile->name, profile->summary), "profile");
  return {};
}

Status Planner::check_ragged() {
  if (table.ragged > 1 && 10 * table.ragged > table.rows) {
    return bad_input(
        "'{}': {} of the first {} rows don't have {} cells, the first is line {} with {}; check the delimiter ({} was chosen) and the "
        "header",
        decisions.origin, table.ragged, table.rows, names().size(), table.first_ragged_line, table.first_ragged_cells,
        delimiter_name(plan.layout.dialect.delimiter));
  }
  return {};
}

Status Planner::choose_time() {
  TimeWish wish{options.time_column, options.time_format, options.date_order, false, false};
  if (options.date_order != "auto" && options.date_order != "day_first" && options.date_order != "month_first") {
    return bad_input("date_order '{}' is not one of auto, day_first, month_first", options.date_order);
  }
  if (profile != nullptr && wish.column == "auto" && profile->time_column != "auto") {
    wish.column = profile->time_column;
    wish.column_is_hint = true;
  }
  if (profile != nullptr && wish.format == "auto" && wish.date_order == "auto" && profile->time_format != "auto") {
    wish.format = profile->time_format;
    wish.format_is_hint = true;
  }
  auto guess = guess_time(plan.layout, table, data, wish, decisions.origin);
  if (!guess) return std::unexpected(guess.error());
  plan.time = guess->format;
  time_columns = guess->columns;
  decisions.time_format = name_of(plan.time);
  decisions.date_order_doubtful = guess->order_doubtful;
  for (const std::size_t column : time_columns) decisions.time_columns.push_back(names()[column]);
  if (wish.format_is_hint && guess->reason == "as told") guess->reason = fmt::format("as profile {} has it", profile->name);

  if (plan.time.kind == TimeFormat::Kind::row_number) {
    double step = options.time_step_s;
    std::string why = "as told";
    if (step <= 0 && profile != nullptr && profile->time_step_s > 0) {
      step = profile->time_step_s;
      why = fmt::format("as profile {} has it", profile->name);
    }
    const bool assumed = step <= 0;
    if (assumed) {
      step = 1;
      why = "an assumption";
    }
    plan.row_step = from_seconds(step);
    note("time", fmt::format("none ({}): rows are numbered, {} s apart ({})", guess->reason, step, why), "time_column, time_step_s",
         assumed);
    return {};
  }
  std::string text = time_columns.size() == 2 ? fmt::format("columns '{}' and '{}'", names()[time_columns[0]], names()[time_columns[1]])
                                              : fmt::format("column '{}'", names()[time_columns[0]]);
  text += fmt::format(", format {}: {}", decisions.time_format, guess->reason);
  if (!plan.time.elapsed && plan.time.kind == TimeFormat::Kind::calendar) text += "; times without offset are taken as UTC";
  note("time", text, plan.time.kind == TimeFormat::Kind::calendar ? "time_column, time_format, date_order" : "time_column, time_format",
       guess->doubtful);
  return {};
}

std::vector<std::size_t> Planner::columns_like(std::string_view pattern) const {
  if (const auto column = find_name(names(), pattern)) return {*column};
  std::vector<std::size_t> found;
  for (std::size_t from = 0; from <= pattern.size();) {
    const std::size_t to = std::min(pattern.find('+', from), pattern.size());
    const std::string_view part = trimmed(pattern.substr(from, to - from));
    const std::size_t before = found.size();
    for (std::size_t i = 0; i < names().size(); ++i) {
      if (matches(part, names()[i])) found.push_back(i);
    }
    if (found.size() == before) return {};  // a part that names nothing: the whole is a mistake
    from = to + 1;
  }
  return found;
}

Status Planner::choose_label() {
  if (!options.label_file.empty()) {
    decisions.label_file = options.label_file.string();
    note("label", fmt::format("from the file '{}', one a row", decisions.label_file), "label_file");
    return {};
  }
  if (options.label_column == "none") {
    note("label", "none, as told", "label_column");
    return {};
  }
  std::optional<LabelGuess> guess;
  std::string why;
  if (options.label_column != "auto") {
    label_columns = columns_like(options.label_column);
    if (label_columns.empty()) {
      return bad_input("'{}' has no column '{}' to take the label from; its columns are {}", decisions.origin, options.label_column,
                       name_list(names()));
    }
    why = "as told";
  } else if (profile != nullptr && profile->label_column != "auto") {
    label_columns = columns_like(profile->label_column);
    why = fmt::format("as profile {} has it", profile->name);
  }
  if (!label_columns.empty()) {
    const std::size_t first = label_columns.front();
    guess = label_meaning(first, names()[first], table.columns[first]);
  } else if (guess = guess_label(names(), table.columns); guess) {
    label_columns = {guess->column};
    why = "by name and values";
  }
  if (!guess) {
    note("label", "none found: the file doesn't say which rows are anomalous", "label_column, label_file");
    return {};
  }
  for (const std::size_t column : label_columns) {
    if (std::find(time_columns.begin(), time_columns.end(), column) != time_columns.end()) {
      return bad_input("column '{}' can't be both the time and the label; tell time_column and label_column", names()[column]);
    }
    decisions.label_column += (decisions.label_column.empty() ? "" : "+") + names()[column];
  }
  std::vector<std::string> anomalous = options.label_anomalous;
  if (anomalous.empty() && profile != nullptr) anomalous.assign(profile->label_anomalous.begin(), profile->label_anomalous.end());
  if (anomalous.empty()) {
    anomalous = guess->anomalous;
    if (!guess->meaning.empty()) why += "; " + guess->meaning;
  }
  plan.label = LabelReader(anomalous);
  note("label",
       label_columns.size() == 1
           ? fmt::format("column '{}', {}; it is never a sensor", decisions.label_column, why)
           : fmt::format("columns {}, {}: anomalous where one of them is; they are never sensors", decisions.label_column, why),
       "label_column, label_anomalous");
  return {};
}

std::optional<std::string> Planner::reason_to_ignore(std::size_t column) const {
  const std::string& name = names()[column];
  const ColumnProfile& cells = table.columns[column];
  for (const std::string& pattern : options.ignore) {
    if (matches(pattern, name)) return "told to ignore";
  }
  if (profile != nullptr) {
    for (const std::string_view pattern : profile->ignore) {
      if (matches(pattern, name)) return fmt::format("profile {} knows it as no sensor", profile->name);
    }
  }
  if (is_row_index(name, cells, column, decisions.header_line > 0)) return "row numbers";
  if (is_label_bookkeeping(name)) return "its name says that it describes labels";
  if (cells.numbers + cells.texts == 0) return fmt::format("empty in the first {} rows", table.rows);
  if (cells.texts > cells.numbers && cells.state_words < cells.texts) return fmt::format("text, not numbers: {}", word_list(cells));
  return std::nullopt;
}

Status Planner::check_ignore_option() const {
  for (const std::string& pattern : options.ignore) {
    const bool found = std::any_of(names().begin(), names().end(), [&](const std::string& name) { return matches(pattern, name); });
    if (!found && !pattern.ends_with('*')) {
      return bad_input("'{}' has no column '{}' to ignore; its columns are {}", decisions.origin, pattern, name_list(names()));
    }
  }
  return {};
}

Status Planner::choose_sensors() {
  if (auto ok = check_ignore_option(); !ok) return ok;
  plan.roles.assign(names().size(), {});
  if (!time_columns.empty()) plan.roles[time_columns[0]].kind = ColumnRole::Kind::time;
  if (time_columns.size() > 1) plan.roles[time_columns[1]].kind = ColumnRole::Kind::time_of_day;
  for (const std::size_t column : label_columns) plan.roles[column].kind = ColumnRole::Kind::label;

  constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  std::vector<std::size_t> from;  // sensor -> column
  std::vector<std::string> lacking;
  if (options.columns.empty()) {
    for (std::size_t i = 0; i < names().size(); ++i) {
      if (plan.roles[i].kind != ColumnRole::Kind::skipped) continue;
      if (auto why = reason_to_ignore(i)) {
        decisions.ignored.push_back({names()[i], *why});
      } else {
        from.push_back(i);
      }
    }
  } else {
    for (const std::string& name : options.columns) {
      const auto column = find_name(names(), name);
      if (!column) {
        lacking.push_back(name);
        from.push_back(nowhere);
        continue;
      }
      if (plan.roles[*column].kind != ColumnRole::Kind::skipped) {
        const bool is_label = plan.roles[*column].kind == ColumnRole::Kind::label;
        return bad_input("column '{}' is asked for as a sensor, but it is the {}; tell {} = none, or leave it out", name,
                         is_label ? "label" : "time", is_label ? "label_column" : "time_column");
      }
      if (std::find(from.begin(), from.end(), *column) != from.end()) return bad_input("column '{}' is asked for twice", name);
      from.push_back(*column);
    }
    if (!lacking.empty() && (!options.lacking_columns_ok || lacking.size() == options.columns.size())) {
      return bad_input("'{}' lacks the column{} {}; its columns are {}", decisions.origin, lacking.size() == 1 ? "" : "s",
                       name_list(lacking), name_list(names()));
    }
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < names().size(); ++i) {
      if (plan.roles[i].kind == ColumnRole::Kind::skipped && std::find(from.begin(), from.end(), i) == from.end()) {
        ++left_out;
        decisions.ignored.push_back({names()[i], "not asked for"});
      }
    }
    note("columns", fmt::format("{} as told, {} of the file's left out", from.size(), left_out), "columns");
    if (!lacking.empty()) {
      note("columns", fmt::format("the file lacks {}: always missing", name_list(lacking)), "columns", true);
    }
  }
  if (from.empty()) {
    std::string why;
    for (const CsvIgnored& ignored : decisions.ignored) {
      if (why.size() < 300) why += fmt::format("; '{}': {}", ignored.column, ignored.why);
    }
    return bad_input("'{}' has no column of numbers to watch{}; check the delimiter ({} was chosen) or tell columns", decisions.origin, why,
                     delimiter_name(plan.layout.dialect.delimiter));
  }
  std::vector<Sensor> sensors(from.size());
  std::string states;
  for (std::size_t slot = 0; slot < from.size(); ++slot) {
    if (from[slot] == nowhere) {
      sensors[slot].name = options.columns[slot];
      continue;
    }
    const ColumnProfile& cells = table.columns[from[slot]];
    sensors[slot].name = names()[from[slot]];
    const bool state = cells.texts > cells.numbers && cells.state_words == cells.texts;
    plan.roles[from[slot]] = {state ? ColumnRole::Kind::state_sensor : ColumnRole::Kind::sensor, slot};
    if (state) states += fmt::format("{}'{}' ({})", states.empty() ? "" : ", ", sensors[slot].name, word_list(cells));
  }
  plan.catalogue = Catalogue(std::move(sensors));
  if (!states.empty()) note("columns", "words like on, open, true are read as 1 and off, closed, false as 0: " + states, "ignore");
  std::string ignored;
  std::size_t told = 0;
  for (const CsvIgnored& each : decisions.ignored) {
    if (each.why == "not asked for") continue;
    if (++told <= 12) ignored += fmt::format("{}'{}' ({})", told == 1 ? "" : ", ", each.column, each.why);
  }
  if (told > 12) ignored += fmt::format(" and {} more", told - 12);
  if (told > 0) note("ignored", ignored, "columns, ignore");
  describe_sensors(from);
  note("sensors", fmt::format("{}: {}", plan.catalogue.size(), name_list(decisions.sensors)), "columns, ignore");
  return {};
}

void Planner::describe_sensors(std::span<const std::size_t> from) {
  std::vector<Sensor> sensors(plan.catalogue.begin(), plan.catalogue.end());
  std::size_t with_unit = 0;
  for (std::size_t slot = 0; slot < sensors.size(); ++slot) {
    Sensor& sensor = sensors[slot];
    sensor.unit = unit_in_name(sensor.name);
    if (sensor.unit.empty() && from[slot] < plan.layout.units.size()) {
      std::string_view unit = plan.layout.units[from[slot]];
      if (unit.size() > 2 && (unit.front() == '[' || unit.front() == '(')) unit = unit.substr(1, unit.size() - 2);
      sensor.unit = unit;
    }
    if (sensor.unit.empty() && profile != nullptr) {
      for (const UnitRule& rule : profile->units) {
        if (sensor.name.starts_with(rule.prefix)) {
          sensor.unit = rule.unit;
          break;
        }
      }
    }
    with_unit += sensor.unit.empty() ? 0 : 1;
    decisions.sensors.push_back(sensor.name);
  }
  set_stages(sensors);
  if (with_unit > 0) note("units", fmt::format("{} of {} sensors have one, from header or profile", with_unit, sensors.size()), "");
  if (std::any_of(sensors.begin(), sensors.end(), [](const Sensor& sensor) { return !sensor.stage.empty(); })) {
    note("stages", "by the pattern of the names", "");
  }
  plan.catalogue = Catalogue(std::move(sensors));
}

void Planner::measure_step() {
  if (plan.time.kind == TimeFormat::Kind::row_number) {
    decisions.step_s = seconds(plan.row_step);
    return;
  }
  std::vector<Timestamp> times;
  times.reserve(data.size());
  std::string scratch, date;
  for (const PrefixLine& line : data) {
    std::string_view rest = line.text, cell;
    std::string time_of_day;
    date.clear();
    bool more = true;
    for (std::size_t i = 0; take_cell(plan.layout.dialect, rest, more, cell, scratch); ++i) {
      if (i == time_columns[0]) date = cell;
      if (time_columns.size() > 1 && i == time_columns[1]) time_of_day = cell;
    }
    const auto at = time_columns.size() > 1 ? parse_time(plan.time, date, time_of_day) : parse_time(plan.time, date);
    if (at) times.push_back(*at);
  }
  if (!times.empty()) decisions.first_at = times.front();
  const DetectedStep step = detect_step(times);
  if (options.time_step_s > 0) {
    decisions.step_s = options.time_step_s;
    decisions.step_regularity = step.regularity;
    note("step", fmt::format("{} s, as told", decisions.step_s), "time_step_s");
  } else if (step.step <= Duration::zero()) {
    decisions.step_s = 1;
    decisions.step_regularity = 0;
    note("step", "time stands still in the first rows; 1 s is an assumption", "time_step_s", true);
  } else {
    decisions.step_s = seconds(step.step);
    decisions.step_regularity = step.regularity;
    note("step", fmt::format("{} s, the median; {:.1f} % of the steps are within a tenth of it", decisions.step_s, 100 * step.regularity),
         "time_step_s", step.regularity < 0.8);
  }
}

}  // namespace

Result<CsvPlan> make_plan(std::span<const PrefixLine> lines, const CsvOptions& options, CsvDecisions& decisions) {
  auto layout = find_layout(lines, options, decisions);
  if (!layout) return std::unexpected(layout.error());
  const auto data = lines.subspan(layout->first_data);
  Planner planner{options, decisions, data};
  planner.table = profile_table(*layout, data);
  planner.plan.layout = std::move(*layout);
  decisions.rows_inspected = data.size();
  for (auto step :
       {&Planner::choose_profile, &Planner::check_ragged, &Planner::choose_time, &Planner::choose_label, &Planner::choose_sensors}) {
    if (auto ok = (planner.*step)(); !ok) return std::unexpected(ok.error());
  }
  planner.measure_step();
  return std::move(planner.plan);
}

}  // namespace weir
