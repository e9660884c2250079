// A recording delivered as if it were live: so many times as fast as its own clock.
#pragma once

#include "sources/source.h"

namespace weir {

/// "100x", "2.5x", "1x", "max" -> how many times as fast; 0: as fast as it goes.
Result<double> parse_speed(std::string_view text);

class PacedSource final : public Source {
 public:
  /// `speed` > 0. `jump_s`: a longer pause in the data is taken as a gap and not waited for.
  PacedSource(Source& source, double speed, double jump_s) : source_(source), speed_(speed), jump_s_(jump_s) {}
  const Catalogue& catalogue() const override { return source_.catalogue(); }
  /// Sleeps until the time of each instant has come; a Ctrl-C ends the sleep.
  Status run(Outlet<Reading>& outlet, std::stop_token stop) override;
  std::optional<bool> label() const override { return source_.label(); }
  double fraction_done() const override { return source_.fraction_done(); }

 private:
  Source& source_;
  double speed_, jump_s_;
};

}  // namespace weir
