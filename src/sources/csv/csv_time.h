// Text into time: the ways plants write it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "telemetry/timestamp.h"

namespace weir {

enum class DateOrder : std::uint8_t { year_first, day_first, month_first };

struct TimeFormat {
  enum class Kind : std::uint8_t {
    row_number,   // no time in the file
    calendar,     // a date in `order`, most often with a time of day
    number,       // value * unit_ns since 1970 (epoch) or since the recording's start (elapsed)
    time_of_day,  // hh:mm:ss alone; days are counted by the reader at each midnight
  };
  Kind kind = Kind::row_number;
  DateOrder order = DateOrder::year_first;
  std::int64_t unit_ns = 1'000'000'000;
  bool elapsed = false;
  bool operator==(const TimeFormat&) const = default;
};

/// As CsvOptions::time_format has it: "iso", "dmy", "mdy", "epoch_ms", "elapsed_min", ...
std::string name_of(const TimeFormat& format);
std::optional<TimeFormat> time_format(std::string_view name);

/// Three groups of a date as written, before anyone has decided which is the day. Years of two digits are 1970..2069.
struct DateGroups {
  int first = 0, second = 0, third = 0;
  bool year_first = false;   // "2016-08-03", "20160803"
  bool month_named = false;  // "25-Apr-19": there is nothing to decide; first is the day, second the month
};

/// Reads a date off the front of `text`; false, and `text` untouched, if there is none.
bool take_date(std::string_view& text, DateGroups& groups);
/// Reads "hh", "hh:mm", "hh:mm:ss", "hh:mm:ss.fff", each with AM/PM, Z, UTC or an offset (+01:00) off the front.
/// The offset is subtracted, so the result may be negative or beyond a day.
bool take_time_of_day(std::string_view& text, Duration& since_midnight, bool hour_alone_ok);

/// The whole of `text` (blanks around it ignored); none: it isn't written so, or no such day or hour exists.
/// Fractions finer than a nanosecond are cut. Years 1678 to 2261.
std::optional<Timestamp> parse_time(const TimeFormat& format, std::string_view text);
/// Date and time of day in two cells.
std::optional<Timestamp> parse_time(const TimeFormat& format, std::string_view date, std::string_view time_of_day);

}  // namespace weir
