#include "paced_source.h"

#include <charconv>
#include <cmath>
#include <thread>

#include "interrupt.h"

namespace weir {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto nap = std::chrono::milliseconds(100);  // how late a Ctrl-C is noticed

class PacedOutlet final : public Outlet<Reading> {
 public:
  PacedOutlet(Outlet<Reading>& outlet, double speed, double jump_s) : outlet_(outlet), speed_(speed), jump_s_(jump_s) {}

  bool push(std::span<const Reading> readings) override {
    if (readings.empty()) return outlet_.push(readings);
    const auto at = readings.front().observed_at;
    const double passed_s = begun_ ? seconds(at - last_at_) : 0;
    if (!begun_ || passed_s < 0 || passed_s > jump_s_) {
      begun_ = true;
      due_ = Clock::now();
    } else {
      due_ += std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(passed_s / speed_));
    }
    last_at_ = at;
    while (!interrupted()) {
      const auto now = Clock::now();
      if (now >= due_) break;
      std::this_thread::sleep_until(std::min(due_, now + nap));
    }
    return !interrupted() && outlet_.push(readings);
  }

 private:
  Outlet<Reading>& outlet_;
  double speed_, jump_s_;
  bool begun_ = false;
  Timestamp last_at_{};
  Clock::time_point due_{};
};

}  // namespace

Result<double> parse_speed(std::string_view text) {
  if (text == "max") return 0.0;
  double speed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), speed);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error != std::errc{} || (rest != "x" && !rest.empty()) || !(speed > 0) || !std::isfinite(speed)) {
    return bad_input("--speed {}: write how many times as fast as the data's own clock, like 100x, or max", text);
  }
  return speed;
}

Status PacedSource::run(Outlet<Reading>& outlet, std::stop_token stop) {
  PacedOutlet paced(outlet, speed_, jump_s_);
  return source_.run(paced, std::move(stop));
}

}  // namespace weir
