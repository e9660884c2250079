// Time as the data carries it. Nothing in the house reads a clock on its own.
#pragma once

#include <chrono>
#include <string>

namespace weir {

using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;

inline double seconds(Duration d) { return std::chrono::duration<double>(d).count(); }
inline Duration from_seconds(double s) { return Duration(static_cast<std::int64_t>(s * 1e9 + (s < 0 ? -0.5 : 0.5))); }

/// "2015-12-28T10:00:00Z", with fractions only where there are some (".5", ".000001").
std::string format_time(Timestamp at);
/// "2 h 03 min", "41 s", "3 d 4 h": for people.
std::string format_duration(Duration d);

}  // namespace weir
