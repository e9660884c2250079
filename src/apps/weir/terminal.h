// Words for people: colours where they are welcome, warnings, and a progress bar.
#pragma once

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/progress.h"

namespace weir {

/// A terminal that shows colours, and NO_COLOR (no-color.org) isn't set.
bool colour_welcome(std::FILE* stream);

enum class Ink { plain, bold, red, yellow, green, dim };
/// The text in that ink, or as it is where colours aren't welcome.
std::string painted(std::FILE* stream, Ink ink, std::string_view text);

/// "warning: ..." on standard error.
void warn(std::string_view text);

/// What comes before the first of a command's results, on `stream`: unlike fmt::print it can't throw.
void say(std::FILE* stream, std::string_view text);

/// "0.3 s", "12 s", "1 h 02 min": how long something took.
std::string took(double seconds);

/// "1 row", "86400 rows", "3 alarms".
std::string counted(std::uint64_t count, std::string_view noun);

/// One line on standard error, redrawn, that appears once a job has taken a second: stage, bar, share, rate, time left.
/// Silent where standard error is no terminal. May be called from several threads.
class ProgressBar {
 public:
  /// `total` and `unit` tell what the job works on ("MB", "rows"), for the rate; without them the rate is in percent.
  explicit ProgressBar(double total = 0, std::string unit = {});
  ~ProgressBar();  // clears the line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// For the job. Also asks it to stop once the user has pressed Ctrl-C. REQUIRES: not used after the bar's end.
  Progress progress();
  /// Takes the line off the screen, so that other text can be printed; the next report brings it back.
  void clear();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "fitting   [#####.....]  52 %   14 MB/s   about 8 s left": the bar's line, for `width` columns.
std::string progress_line(std::string_view stage, double fraction, double elapsed_s, double total, std::string_view unit,
                          std::size_t width);

}  // namespace weir
