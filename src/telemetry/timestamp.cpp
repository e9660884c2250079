#include "telemetry/timestamp.h"

#include <cmath>

#include <fmt/core.h>

namespace weir {

std::string format_time(Timestamp at) {
  using namespace std::chrono;
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const auto in_day = at - day;
  const auto whole = floor<std::chrono::seconds>(in_day);
  const hh_mm_ss clock(whole);
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                          static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (const auto fraction = (in_day - whole).count(); fraction != 0) {
    auto digits = fmt::format("{:09}", fraction);
    while (digits.back() == '0') digits.pop_back();
    text += '.' + digits;
  }
  return text + 'Z';
}

std::string format_duration(Duration d) {
  const double s = std::abs(seconds(d));
  const char* sign = d.count() < 0 ? "-" : "";
  if (s < 1) return fmt::format("{}{:.3g} s", sign, s);
  const auto whole = static_cast<long long>(std::llround(s));
  if (whole < 60) return fmt::format("{}{} s", sign, whole);
  if (whole < 3600)
    return whole % 60 ? fmt::format("{}{} min {:02} s", sign, whole / 60, whole % 60) : fmt::format("{}{} min", sign, whole / 60);
  if (whole < 86400) {
    const auto minutes = whole / 60 % 60;
    return minutes ? fmt::format("{}{} h {:02} min", sign, whole / 3600, minutes) : fmt::format("{}{} h", sign, whole / 3600);
  }
  const auto hours = whole / 3600 % 24;
  return hours ? fmt::format("{}{} d {} h", sign, whole / 86400, hours) : fmt::format("{}{} d", sign, whole / 86400);
}

}  // namespace weir
