#include "sources/csv/csv_time_guess.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "align/step_detection.h"
#include "sources/csv/csv_label.h"

namespace weir {
namespace {

using Cells = std::vector<std::string>;
constexpr double enough = 0.9;  // share of a column's cells that must read as time

template <class Test>
double share_of(const Cells& cells, Test test) {
  if (cells.empty()) return 0;
  return static_cast<double>(std::count_if(cells.begin(), cells.end(), test)) / static_cast<double>(cells.size());
}

bool reads(const TimeFormat& format, const Cells& cells) {
  return share_of(cells, [&](const std::string& cell) { return parse_time(format, cell).has_value(); }) >= enough;
}

struct TimeName {
  bool timely = false;                  // the name speaks of time
  std::optional<std::int64_t> unit_ns;  // and of its unit
};

TimeName look_at_name(std::string_view name) {
  struct Unit {
    std::string_view suffix;
    std::int64_t ns;
  };
  constexpr Unit units[] = {{"_seconds", 1'000'000'000},
                            {"_sec", 1'000'000'000},
                            {"_s", 1'000'000'000},
                            {"_ms", 1'000'000},
                            {"_us", 1'000},
                            {"_ns", 1},
                            {"_min", 60'000'000'000},
                            {"_minutes", 60'000'000'000},
                            {"_h", 3'600'000'000'000},
                            {"_hours", 3'600'000'000'000},
                            {"_d", 86'400'000'000'000},
                            {"_days", 86'400'000'000'000}};
  std::string word = lower(trimmed(name));
  for (const char bracket : {'[', '('}) {  // "Time (s)", "t [min]"
    const std::size_t open = word.find(bracket);
    if (open != std::string::npos) {
      std::string inner = word.substr(open + 1);
      if (!inner.empty()) inner.pop_back();
      word = std::string(trimmed(std::string_view(word).substr(0, open))) + "_" + inner;
    }
  }
  TimeName found;
  for (const Unit& unit : units) {
    if (word.ends_with(unit.suffix)) {
      found.unit_ns = unit.ns;
      word.resize(word.size() - unit.suffix.size());
      break;
    }
  }
  const std::string bare = letters_and_digits(word);
  constexpr std::string_view names[] = {
      "time",       "times",     "timestamp", "timestamps",  "datetime",  "date",        "dateandtime",  "datetimeutc",
      "t",          "ts",        "tstamp",    "epoch",       "epochtime", "unixtime",    "unix",         "unixtimestamp",
      "utc",        "utctime",   "localtime", "zeit",        "datum",     "zeitstempel", "uhrzeit",      "sampletime",
      "recordtime", "eventtime", "elapsed",   "elapsedtime", "day",       "timeutc",     "timestamputc", "sampledat"};
  found.timely = std::find(std::begin(names), std::end(names), bare) != std::end(names);
  if (bare == "seconds" || bare == "secs") found = {true, 1'000'000'000};
  if (bare == "minutes") found = {true, 60'000'000'000};
  if (bare == "hours") found = {true, 3'600'000'000'000};
  if (!found.timely) found.unit_ns.reset();
  return found;
}

/// Numbers as time: since 1970 by magnitude, or since the recording's start.
std::optional<TimeGuess> guess_number(const ColumnProfile& profile, const TimeName& name, std::size_t column) {
  if (profile.texts > 0 || profile.numbers < 2 || profile.rises == 0) return std::nullopt;
  const bool rising = static_cast<double>(profile.falls) <= 0.02 * static_cast<double>(profile.numbers);
  TimeGuess guess;
  guess.columns = {column};
  struct Magnitude {
    double scale;  // units in a second
    const char* format;
    const char* text;
  };
  // Seconds since 1970 of the years 1998 to 2100; a plain measurement that large and always rising is not expected.
  for (const Magnitude& m : {Magnitude{1, "epoch_s", "seconds"},
                             {1e3, "epoch_ms", "milliseconds"},
                             {1e6, "epoch_us", "microseconds"},
                             {1e9, "epoch_ns", "nanoseconds"}}) {
    if (profile.first >= 9e8 * m.scale && profile.first < 4.1e9 * m.scale && (name.timely || (rising && column < 2))) {
      guess.format = *time_format(m.format);
      guess.reason = fmt::format("{} since 1970, by magnitude", m.text);
      return guess;
    }
  }
  if (!name.timely || !rising) return std::nullopt;
  if (profile.first < 0) return std::nullopt;
  guess.format = *time_format("elapsed_s");
  guess.format.unit_ns = name.unit_ns.value_or(1'000'000'000);
  const std::string unit = name_of(guess.format).substr(name_of(guess.format).find('_') + 1);
  guess.doubtful = !name.unit_ns;
  guess.reason = guess.doubtful ? "numbers that rise steadily, taken as seconds since the recording's start: nothing tells their unit"
                                : fmt::format("rises steadily, {} since the recording's start, the unit is in the name", unit);
  return guess;
}

/// How the times look under one reading: fewer backward steps and more even differences are better.
double regularity_of(const TimeFormat& format, const Cells& dates, const Cells* times) {
  std::vector<Timestamp> stamps;
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const auto at = times != nullptr && i < times->size() ? parse_time(format, dates[i], (*times)[i]) : parse_time(format, dates[i]);
    if (at) stamps.push_back(*at);
  }
  if (stamps.size() < 2) return 0;
  std::size_t backward = 0;
  for (std::size_t i = 1; i < stamps.size(); ++i) backward += stamps[i] < stamps[i - 1] ? 1 : 0;
  // The span counts too: a wrong order turns consecutive days into months.
  const double steps = static_cast<double>(stamps.size() - 1);
  const DetectedStep step = detect_step(stamps);
  const auto [low, high] = std::minmax_element(stamps.begin(), stamps.end());
  const double span = seconds(*high - *low);
  const double expected = std::max(1.0, steps * seconds(step.step));
  return static_cast<double>(stamps.size()) / static_cast<double>(dates.size()) + step.regularity -
         2.0 * static_cast<double>(backward) / steps + 0.1 * std::min(1.0, expected / std::max(1.0, span));
}

/// Day or month first, by evidence: a field above 12, else the more regular reading, else day-first with a doubt.
void decide_order(TimeGuess& guess, const Cells& dates, const Cells* times, const std::string& wish) {
  std::size_t year_first = 0, named = 0, first_large = 0, second_large = 0;
  const std::string *first_example = nullptr, *second_example = nullptr;
  for (const std::string& cell : dates) {
    std::string_view rest = cell;
    DateGroups groups;
    if (cell.size() == 14 && cell.find_first_not_of("0123456789") == std::string::npos) {
      ++year_first;
      continue;
    }
    if (!take_date(rest, groups)) continue;
    if (groups.year_first) {
      ++year_first;
    } else if (groups.month_named) {
      ++named;
    } else {
      if (groups.first > 12 && first_large++ == 0) first_example = &cell;
      if (groups.second > 12 && second_large++ == 0) second_example = &cell;
    }
  }
  guess.format.kind = TimeFormat::Kind::calendar;
  if (2 * year_first >= dates.size()) {
    guess.format.order = DateOrder::year_first;
    guess.reason = "year first";
    return;
  }
  if (wish == "day_first" || wish == "month_first") {
    guess.format.order = wish == "day_first" ? DateOrder::day_first : DateOrder::month_first;
    guess.reason = wish == "day_first" ? "day first, as told" : "month first, as told";
    return;
  }
  if (2 * named >= dates.size()) {
    guess.format.order = DateOrder::day_first;
    guess.reason = "months are named";
    return;
  }
  if (first_large > second_large) {
    guess.format.order = DateOrder::day_first;
    guess.reason = fmt::format("day first: '{}' has a first number above 12", *first_example);
    return;
  }
  if (second_large > first_large) {
    guess.format.order = DateOrder::month_first;
    guess.reason = fmt::format("month first: '{}' has a second number above 12", *second_example);
    return;
  }
  TimeFormat day_first = guess.format, month_first = guess.format;
  day_first.order = DateOrder::day_first;
  month_first.order = DateOrder::month_first;
  const double day_score = regularity_of(day_first, dates, times), month_score = regularity_of(month_first, dates, times);
  if (month_score > day_score + 1e-6) {
    guess.format.order = DateOrder::month_first;
    guess.reason = "month first: read so, rows follow each other more evenly";
  } else {
    guess.format.order = DateOrder::day_first;
    guess.order_doubtful = guess.doubtful = !(day_score > month_score + 1e-6);
    guess.reason = guess.doubtful ? "day first is an assumption: nothing in the first rows proves it"
                                  : "day first: read so, rows follow each other more evenly";
  }
}

bool is_date(std::string_view cell, bool& has_time) {
  DateGroups groups;
  has_time = false;
  if (!take_date(cell, groups))
    return cell.size() == 14 && cell.find_first_not_of("0123456789") == std::string_view::npos && cell.starts_with("20");
  has_time = !trimmed(cell).empty();
  return true;
}

bool is_time_of_day(std::string_view cell) {
  Duration since_midnight{};
  return take_time_of_day(cell, since_midnight, false) && cell.empty();
}

/// What column `i` is as time; rank: 3 a date (with time), 2 elapsed, 1 a time of day alone.
std::optional<TimeGuess> guess_column(const CsvLayout& layout, const TableProfile& table, std::span<const PrefixLine> data, std::size_t i,
                                      const std::string& date_order, bool told, int& rank) {
  const ColumnProfile& profile = table.columns[i];
  TimeName name = look_at_name(layout.names[i]);
  if (told) name.timely = true;
  const bool plain_numbers = profile.texts == 0;
  if (plain_numbers) {
    auto number = guess_number(profile, name, i);
    if (number) {
      rank = number->format.elapsed ? 2 : 3;
      return number;
    }
    if (!name.timely) return std::nullopt;  // 20160803 only where the name says date
  }
  const Cells cells = cells_of(layout, data, i);
  if (cells.empty()) return std::nullopt;
  bool any_time = false;
  const double dates = share_of(cells, [&](const std::string& cell) {
    bool has_time = false;
    const bool date = is_date(cell, has_time);
    any_time = any_time || (date && has_time);
    return date;
  });
  TimeGuess guess;
  guess.columns = {i};
  if (dates >= enough && (!plain_numbers || cells.front().size() == 8 || cells.front().size() == 14)) {
    const Cells* times = nullptr;
    Cells time_cells;
    if (!any_time) {
      // A date alone: is a neighbour its time of day?
      for (const std::size_t j : {i + 1, i - 1}) {
        if (j >= layout.names.size() || table.columns[j].numbers > table.columns[j].texts) continue;
        time_cells = cells_of(layout, data, j);
        if (share_of(time_cells, is_time_of_day) >= enough) {
          guess.columns.push_back(j);
          times = &time_cells;
          break;
        }
      }
    }
    decide_order(guess, cells, times, date_order);
    if (!times && !reads(guess.format, cells)) return std::nullopt;
    rank = 3;
    return guess;
  }
  if (share_of(cells, is_time_of_day) >= enough && !plain_numbers) {
    guess.format = *time_format("time_of_day");
    guess.reason = "a time of day without date, counted on at each midnight from 1970-01-01";
    guess.doubtful = true;
    rank = 1;
    return guess;
  }
  return std::nullopt;
}

Result<std::size_t> column_called(const CsvLayout& layout, std::string_view name, const std::string& origin) {
  const auto found = std::find(layout.names.begin(), layout.names.end(), trimmed(name));
  if (found != layout.names.end()) return static_cast<std::size_t>(found - layout.names.begin());
  return bad_input("'{}' has no column '{}' to take the time from; its columns are {}", origin, name, name_list(layout.names));
}

/// The user or a profile named the column(s).
Result<TimeGuess> guess_named(const CsvLayout& layout, const TableProfile& table, std::span<const PrefixLine> data, const TimeWish& wish,
                              const std::string& origin) {
  std::vector<std::size_t> columns;
  auto whole = column_called(layout, wish.column, origin);
  const std::size_t plus = wish.column.find('+');
  if (whole) {
    columns = {*whole};
  } else if (plus != std::string::npos) {
    for (const std::string& part : {wish.column.substr(0, plus), wish.column.substr(plus + 1)}) {
      auto column = column_called(layout, part, origin);
      if (!column) return std::unexpected(column.error());
      columns.push_back(*column);
    }
  } else {
    return std::unexpected(whole.error());
  }
  const Cells cells = cells_of(layout, data, columns[0]);
  TimeGuess guess;
  if (wish.format != "auto") {
    const auto format = time_format(wish.format);
    if (!format) {
      return bad_input(
          "time_format '{}' is not one of auto, iso, dmy, mdy, epoch_s, epoch_ms, epoch_us, epoch_ns, elapsed_ms, elapsed_s, "
          "elapsed_min, elapsed_h, elapsed_d, time_of_day",
          wish.format);
    }
    guess.format = *format;
    guess.columns = columns;
    guess.reason = "as told";
    if (reads(guess.format, cells)) return guess;
    if (!wish.format_is_hint) {
      return bad_input("'{}' column '{}' can't be read as time_format '{}', the first is '{}'", origin, layout.names[columns[0]],
                       wish.format, cells.empty() ? "(nothing)" : cells.front());
    }
  }
  if (columns.size() == 2) {
    const Cells times = cells_of(layout, data, columns[1]);
    guess = {};
    guess.columns = columns;
    decide_order(guess, cells, &times, wish.date_order);
    if (reads(guess.format, cells) && share_of(times, is_time_of_day) >= enough) return guess;
  } else {
    int rank = 0;
    auto found = guess_column(layout, table, data, columns[0], wish.date_order, true, rank);
    if (found && found->columns.size() == 2 && wish.column_is_hint == false) found->columns.resize(1);
    if (found) return *found;
  }
  return bad_input("'{}' column '{}' doesn't read as time in any known way, the first is '{}'; tell time_format, or time_column = none",
                   origin, wish.column, cells.empty() ? "(nothing)" : cells.front());
}

}  // namespace

std::string name_list(std::span<const std::string> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < 12; ++i) text += fmt::format("{}'{}'", i == 0 ? "" : ", ", names[i]);
  if (names.size() > 12) text += fmt::format(" and {} more", names.size() - 12);
  return text;
}

bool is_row_index(std::string_view name, const ColumnProfile& profile, std::size_t column, bool has_header) {
  if (profile.texts > 0 || profile.missing > 0 || profile.numbers < 3 || !profile.even_differences || profile.first_difference != 1 ||
      !profile.all_integers) {
    return false;
  }
  const std::string word = letters_and_digits(name);
  for (std::string_view known :
       {"row", "rows", "index", "id", "no", "nr", "number", "record", "line", "sample", "rownumber", "unnamed0", "idx", "n"}) {
    if (word == known) return true;
  }
  return column == 0 && (!has_header || word == "column1");
}

Result<TimeGuess> guess_time(const CsvLayout& layout, const TableProfile& table, std::span<const PrefixLine> data, const TimeWish& wish,
                             const std::string& origin) {
  TimeGuess none;
  if (wish.column == "none") {
    none.reason = wish.column_is_hint ? "the profile knows of none" : "as told";
    return none;
  }
  if (wish.column != "auto") {
    auto named = guess_named(layout, table, data, wish, origin);
    if (named || !wish.column_is_hint) return named;
  }
  std::optional<TimeGuess> best;
  int best_rank = 0;
  const auto consider = [&](std::size_t i) {
    int rank = 0;
    auto guess = guess_column(layout, table, data, i, wish.date_order, false, rank);
    if (guess && rank > best_rank) {
      best = guess;
      best_rank = rank;
    }
  };
  for (std::size_t i = 0; i < layout.names.size(); ++i) {
    if (look_at_name(layout.names[i]).timely) consider(i);
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(3, layout.names.size()) && best_rank < 3; ++i) consider(i);
  const ColumnProfile& first = table.columns[0];
  if (!best && !layout.has_header && first.texts == 0 && first.numbers >= 3 && first.even_differences && first.first_difference > 1 &&
      first.first >= 0 && first.first <= first.first_difference) {
    best = TimeGuess{*time_format("elapsed_s"),
                     {0},
                     fmt::format("the first column rises by exactly {} from row to row, taken as seconds", first.first_difference),
                     true,
                     false};
  }
  if (best && wish.format != "auto" && !wish.format_is_hint) {
    TimeWish named = wish;
    named.column =
        best->columns.size() == 2 ? layout.names[best->columns[0]] + "+" + layout.names[best->columns[1]] : layout.names[best->columns[0]];
    return guess_named(layout, table, data, named, origin);
  }
  if (best) return *best;
  if (wish.format != "auto" && !wish.format_is_hint) {
    return bad_input("'{}': time_format '{}' is told, but no column looks like time; tell time_column too", origin, wish.format);
  }
  none.reason = "no column looks like time";
  return none;
}

}  // namespace weir
