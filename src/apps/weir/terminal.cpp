#include "terminal.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <mutex>

#include <sys/ioctl.h>
#include <unistd.h>

#include "interrupt.h"
#include "telemetry/timestamp.h"

namespace weir {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double silent_s = 1;  // a shorter job needs no bar
constexpr double redraw_every_s = 0.1;
constexpr std::size_t bar_columns = 24;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::size_t columns_of_terminal() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

const char* code_of(Ink ink) {
  switch (ink) {
    case Ink::plain: return "";
    case Ink::bold: return "\x1b[1m";
    case Ink::red: return "\x1b[1;31m";
    case Ink::yellow: return "\x1b[33m";
    case Ink::green: return "\x1b[32m";
    case Ink::dim: return "\x1b[2m";
  }
  return "";
}

}  // namespace

bool colour_welcome(std::FILE* stream) {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal && std::string_view(terminal) == "dumb";
  return ::isatty(::fileno(stream)) == 1 && !(refused && *refused) && !dumb;
}

std::string painted(std::FILE* stream, Ink ink, std::string_view text) {
  if (ink == Ink::plain || !colour_welcome(stream)) return std::string(text);
  return fmt::format("{}{}\x1b[0m", code_of(ink), text);
}

void say(std::FILE* stream, std::string_view text) { std::fwrite(text.data(), 1, text.size(), stream); }

void warn(std::string_view text) { say(stderr, fmt::format("{} {}\n", painted(stderr, Ink::yellow, "warning:"), text)); }

std::string took(double s) { return s < 10 ? fmt::format("{:.1f} s", s) : format_duration(from_seconds(std::round(s))); }

std::string counted(std::uint64_t count, std::string_view noun) { return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s"); }

std::string progress_line(std::string_view stage, double fraction, double elapsed_s, double total, std::string_view unit,
                          std::size_t width) {
  fraction = std::clamp(std::isfinite(fraction) ? fraction : 0, 0.0, 1.0);
  std::string line;
  if (fraction <= 0 || elapsed_s <= 0) {
    line = elapsed_s < 1 ? std::string(stage) : fmt::format("{}, for {}", stage, format_duration(from_seconds(std::floor(elapsed_s))));
  } else {
    const auto filled = static_cast<std::size_t>(fraction * static_cast<double>(bar_columns));
    const double per_s = (total > 0 ? fraction * total : 100 * fraction) / elapsed_s;
    const double left_s = std::ceil(elapsed_s / fraction * (1 - fraction));
    line = fmt::format("{:<28} [{}{}] {:>3.0f} %  {:.3g} {}/s  about {} left", stage, std::string(filled, '#'),
                       std::string(bar_columns - filled, '.'), std::floor(100 * fraction), per_s, total > 0 ? unit : "%",
                       format_duration(from_seconds(left_s)));
  }
  if (line.size() >= width) line.resize(width - 1);
  return line;
}

struct ProgressBar::State {
  std::mutex mutex;
  double total = 0;
  std::string unit;
  bool terminal = false, drawn = false;
  Clock::time_point job_start = Clock::now(), stage_start = job_start, drawn_at{};
  std::string stage;

  void clear() {
    if (drawn) say(stderr, "\r\x1b[K");
    drawn = false;
  }

  void report(std::string_view now, double fraction) {
    if (!terminal) return;
    const std::scoped_lock lock(mutex);
    if (now != stage) {
      stage = now;
      stage_start = Clock::now();
    }
    if (seconds_since(job_start) < silent_s || (drawn && seconds_since(drawn_at) < redraw_every_s)) return;
    say(stderr, "\r\x1b[K" + progress_line(stage, fraction, seconds_since(stage_start), total, unit, columns_of_terminal()));
    std::fflush(stderr);
    drawn = true;
    drawn_at = Clock::now();
  }
};

ProgressBar::ProgressBar(double total, std::string unit) : state_(std::make_unique<State>()) {
  state_->total = total;
  state_->unit = std::move(unit);
  state_->terminal = ::isatty(STDERR_FILENO) == 1;
}

ProgressBar::~ProgressBar() { clear(); }

Progress ProgressBar::progress() {
  return [this](std::string_view stage, double fraction) {
    state_->report(stage, fraction);
    return !interrupted();
  };
}

void ProgressBar::clear() {
  const std::scoped_lock lock(state_->mutex);
  state_->clear();
}

}  // namespace weir
