#include "sources/csv/csv_time.h"

#include <array>
#include <charconv>
#include <cmath>

#include "sources/csv/csv_cells.h"

namespace weir {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t day_ns = 86'400 * second_ns;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower_char(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Up to `digits_max` digits; the number of digits taken, 0 if there are none or more than that.
int take_digits(std::string_view& text, int digits_max, int& value) {
  int count = 0;
  value = 0;
  while (count < static_cast<int>(text.size()) && is_digit(text[static_cast<std::size_t>(count)])) {
    if (count == digits_max) return 0;
    value = value * 10 + (text[static_cast<std::size_t>(count)] - '0');
    ++count;
  }
  text.remove_prefix(static_cast<std::size_t>(count));
  return count;
}

/// "Apr", "april": 4.
int take_month_name(std::string_view& text) {
  constexpr std::string_view names[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
  std::array<char, 9> word{};
  std::size_t length = 0;
  while (length < text.size() && is_letter(text[length])) {
    if (length == word.size()) return 0;
    word[length] = lower_char(text[length]);
    ++length;
  }
  if (length < 3) return 0;
  for (int month = 1; month <= 12; ++month) {
    if (names[month - 1].starts_with(std::string_view(word.data(), length))) {
      text.remove_prefix(length);
      return month;
    }
  }
  return 0;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

int full_year(int year) { return year >= 100 ? year : year < 70 ? 2000 + year : 1900 + year; }

/// Days since 1970-01-01; none: no such day, or outside what 64 bits of nanoseconds hold.
std::optional<std::int64_t> day_number(int year, int month, int day) {
  if (year < 1678 || year > 2261 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<std::int64_t> day_number(const DateGroups& groups, DateOrder order) {
  if (groups.year_first) {
    if (order != DateOrder::year_first) return std::nullopt;
    return day_number(groups.first, groups.second, groups.third);
  }
  if (groups.month_named) return day_number(full_year(groups.third), groups.second, groups.first);
  if (order == DateOrder::day_first) return day_number(full_year(groups.third), groups.second, groups.first);
  if (order == DateOrder::month_first) return day_number(full_year(groups.third), groups.first, groups.second);
  return std::nullopt;
}

/// AM, PM, a.m.: hour on a 24 h clock; false: 13 PM and the like.
bool take_half_day(std::string_view& text, int& hour) {
  std::string_view rest = text;
  skip_blanks(rest);
  if (rest.size() < 2) return true;
  const char half = lower_char(rest[0]);
  if (half != 'a' && half != 'p') return true;
  rest.remove_prefix(1);
  take(rest, '.');
  if (rest.empty() || lower_char(rest[0]) != 'm') return true;
  rest.remove_prefix(1);
  take(rest, '.');
  if (hour < 1 || hour > 12) {
    if (hour > 12 && half == 'p' && hour < 24) {  // "18:00:00 PM": redundant, not wrong
      text = rest;
      return true;
    }
    return hour == 0 && half == 'a' ? (text = rest, true) : false;
  }
  hour = hour % 12 + (half == 'p' ? 12 : 0);
  text = rest;
  return true;
}

/// Z, UTC, GMT, +01:00, -0530, +01.
bool take_offset(std::string_view& text, std::int64_t& offset_ns) {
  std::string_view rest = text;
  skip_blanks(rest);
  offset_ns = 0;
  if (rest.empty()) return true;
  if (rest.front() == 'Z' || rest.front() == 'z') {
    rest.remove_prefix(1);
    text = rest;
    return true;
  }
  if (rest.starts_with("UTC") || rest.starts_with("GMT")) {
    rest.remove_prefix(3);
    text = rest;
    if (rest.empty()) return true;
  }
  if (rest.front() != '+' && rest.front() != '-') return true;
  const bool west = rest.front() == '-';
  rest.remove_prefix(1);
  if (rest.size() < 2 || !is_digit(rest[0]) || !is_digit(rest[1])) return false;
  const int hours = (rest[0] - '0') * 10 + (rest[1] - '0');
  rest.remove_prefix(2);
  take(rest, ':');
  int minutes = 0;
  if (rest.size() >= 2 && is_digit(rest[0]) && is_digit(rest[1])) {
    minutes = (rest[0] - '0') * 10 + (rest[1] - '0');
    rest.remove_prefix(2);
  }
  if (hours > 18 || minutes > 59) return false;
  offset_ns = (hours * 60 + minutes) * 60 * second_ns * (west ? -1 : 1);
  text = rest;
  return true;
}

std::optional<Timestamp> at_day(std::int64_t days, Duration since_midnight) {
  std::int64_t total = 0;
  if (__builtin_mul_overflow(days, day_ns, &total) || __builtin_add_overflow(total, since_midnight.count(), &total)) return std::nullopt;
  return Timestamp(Duration(total));
}

std::optional<Timestamp> number_time(const TimeFormat& format, std::string_view text) {
  // Whole numbers exactly; fractions by a double of what follows the point.
  const bool negative = take(text, '-');
  std::int64_t whole = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), whole);
  const auto taken = static_cast<std::size_t>(end - text.data());
  const std::string_view rest = text.substr(taken);
  if (code != std::errc{} || whole < 0) return std::nullopt;
  std::int64_t total = 0;
  if (rest.find_first_not_of(".0123456789") != std::string_view::npos) {  // 1.5e9 and the like
    double value = 0;
    const auto [last, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (wrong != std::errc{} || last != text.data() + text.size()) return std::nullopt;
    const double nanoseconds = value * static_cast<double>(format.unit_ns);
    if (!(nanoseconds >= 0 && nanoseconds < 9.2e18)) return std::nullopt;
    total = static_cast<std::int64_t>(nanoseconds);
  } else {
    if (__builtin_mul_overflow(whole, format.unit_ns, &total)) return std::nullopt;
    if (rest.size() > 1) {
      double fraction = 0;
      const auto [last, wrong] = std::from_chars(rest.data(), rest.data() + rest.size(), fraction);
      if (wrong != std::errc{} || last != rest.data() + rest.size() || !(fraction >= 0)) return std::nullopt;
      const double nanoseconds = fraction * static_cast<double>(format.unit_ns);
      if (!(nanoseconds < 9.2e18) || __builtin_add_overflow(total, std::llround(nanoseconds), &total)) return std::nullopt;
    }
  }
  return Timestamp(Duration(negative ? -total : total));
}

struct NamedFormat {
  std::string_view name;
  TimeFormat format;
};
using Kind = TimeFormat::Kind;
constexpr NamedFormat named_formats[] = {
    {"row_number", {Kind::row_number, DateOrder::year_first, second_ns, false}},
    {"iso", {Kind::calendar, DateOrder::year_first, second_ns, false}},
    {"dmy", {Kind::calendar, DateOrder::day_first, second_ns, false}},
    {"mdy", {Kind::calendar, DateOrder::month_first, second_ns, false}},
    {"epoch_s", {Kind::number, DateOrder::year_first, second_ns, false}},
    {"epoch_ms", {Kind::number, DateOrder::year_first, 1'000'000, false}},
    {"epoch_us", {Kind::number, DateOrder::year_first, 1'000, false}},
    {"epoch_ns", {Kind::number, DateOrder::year_first, 1, false}},
    {"elapsed_ms", {Kind::number, DateOrder::year_first, 1'000'000, true}},
    {"elapsed_s", {Kind::number, DateOrder::year_first, second_ns, true}},
    {"elapsed_min", {Kind::number, DateOrder::year_first, 60 * second_ns, true}},
    {"elapsed_h", {Kind::number, DateOrder::year_first, 3600 * second_ns, true}},
    {"elapsed_d", {Kind::number, DateOrder::year_first, day_ns, true}},
    {"time_of_day", {Kind::time_of_day, DateOrder::year_first, second_ns, false}},
};

}  // namespace

std::string name_of(const TimeFormat& format) {
  for (const NamedFormat& named : named_formats) {
    if (named.format == format) return std::string(named.name);
  }
  return "unknown";
}

std::optional<TimeFormat> time_format(std::string_view name) {
  for (const NamedFormat& named : named_formats) {
    if (named.name == name) return named.format;
  }
  return std::nullopt;
}

bool take_date(std::string_view& text, DateGroups& groups) {
  std::string_view rest = text;
  DateGroups found;
  int value = 0;
  if (const int month = take_month_name(rest); month > 0) {  // "Apr 25, 2019", "Apr-25-19"
    found.month_named = true;
    found.second = month;
    if (!take(rest, '-') && !take(rest, '/')) skip_blanks(rest);
    if (take_digits(rest, 2, found.first) == 0) return false;
    take(rest, ',');
    if (!take(rest, '-') && !take(rest, '/')) skip_blanks(rest);
    const int digits = take_digits(rest, 4, found.third);
    if (digits != 2 && digits != 4) return false;
    text = rest;
    groups = found;
    return true;
  }
  const int first_digits = take_digits(rest, 8, value);
  if (first_digits == 8) {
    found.year_first = true;
    found.first = value / 10'000;
    found.second = value / 100 % 100;
    found.third = value % 100;
    text = rest;
    groups = found;
    return true;
  }
  if (first_digits != 1 && first_digits != 2 && first_digits != 4) return false;
  found.first = value;
  found.year_first = first_digits == 4;
  if (rest.empty()) return false;
  const char separator = rest.front();
  if (separator != '-' && separator != '/' && separator != '.' && separator != ' ') return false;
  rest.remove_prefix(1);
  if (const int month = take_month_name(rest); month > 0) {
    found.second = month;
    found.month_named = !found.year_first;
  } else if (separator == ' ' || take_digits(rest, 2, found.second) == 0) {
    return false;
  }
  if (!take(rest, separator)) return false;
  const int third_digits = take_digits(rest, 4, found.third);
  if (third_digits == 0 || third_digits == 3 || (found.year_first && third_digits > 2)) return false;
  if (!found.year_first && third_digits == 1) return false;
  text = rest;
  groups = found;
  return true;
}

bool take_time_of_day(std::string_view& text, Duration& since_midnight, bool hour_alone_ok) {
  std::string_view rest = text;
  int hour = 0, minute = 0, second = 0;
  std::int64_t fraction_ns = 0;
  const int hour_digits = take_digits(rest, 6, hour);
  if (hour_digits == 6 || hour_digits == 4) {  // "20160803T094900"
    if (hour_digits == 6) second = hour % 100;
    if (hour_digits == 6) hour /= 100;
    minute = hour % 100;
    hour /= 100;
  } else if (hour_digits == 1 || hour_digits == 2) {
    if (take(rest, ':') || (rest.size() > 2 && rest[0] == '.' && is_digit(rest[1]) && is_digit(rest[2]) && take(rest, '.'))) {
      if (take_digits(rest, 2, minute) == 0) return false;
      if (take(rest, ':') && take_digits(rest, 2, second) == 0) return false;
    } else if (!hour_alone_ok) {
      return false;
    }
  } else {
    return false;
  }
  if (!rest.empty() && (rest.front() == '.' || rest.front() == ',' || rest.front() == ':')) {
    rest.remove_prefix(1);
    std::int64_t unit = second_ns;
    if (rest.empty() || !is_digit(rest.front())) return false;
    while (!rest.empty() && is_digit(rest.front())) {
      unit /= 10;
      fraction_ns += unit * (rest.front() - '0');
      rest.remove_prefix(1);
    }
  }
  if (!take_half_day(rest, hour)) return false;
  std::int64_t offset_ns = 0;
  if (!take_offset(rest, offset_ns)) return false;
  if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && (minute > 0 || second > 0))) return false;
  since_midnight = Duration((hour * 3600LL + minute * 60LL + second) * second_ns + fraction_ns - offset_ns);
  text = rest;
  return true;
}

std::optional<Timestamp> parse_time(const TimeFormat& format, std::string_view text) {
  text = trimmed(text);
  if (format.kind == Kind::number) return number_time(format, text);
  if (format.kind == Kind::row_number) return std::nullopt;
  Duration since_midnight{};
  if (format.kind == Kind::time_of_day) {
    if (!take_time_of_day(text, since_midnight, false) || !text.empty()) return std::nullopt;
    return Timestamp(since_midnight);
  }
  DateGroups groups;
  if (!take_date(text, groups)) {
    if (text.size() != 14) return std::nullopt;  // yyyymmddhhmmss
    std::string_view date = text.substr(0, 8);
    text.remove_prefix(8);
    if (!take_date(date, groups) || !date.empty()) return std::nullopt;
  }
  const auto days = day_number(groups, format.order);
  if (!days) return std::nullopt;
  if (!text.empty()) {
    if (text.front() == 'T' || text.front() == 't' || text.front() == '_' || text.front() == ',' || text.front() == ':')
      text.remove_prefix(1);
    skip_blanks(text);
    if (!take_time_of_day(text, since_midnight, true) || !text.empty()) return std::nullopt;
  }
  return at_day(*days, since_midnight);
}

std::optional<Timestamp> parse_time(const TimeFormat& format, std::string_view date, std::string_view time_of_day) {
  const auto day = parse_time(format, date);
  Duration since_midnight{};
  time_of_day = trimmed(time_of_day);
  if (!day || !take_time_of_day(time_of_day, since_midnight, false) || !time_of_day.empty()) return std::nullopt;
  return at_day(day->time_since_epoch().count() / day_ns, since_midnight);
}

}  // namespace weir
