// A source delivers readings: from a file, a simulated plant, a bus.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "base/error.h"
#include "base/outlet.h"
#include "config/config_table.h"
#include "telemetry/catalogue.h"

namespace weir {

/// Owned and run by one thread. Everything that can be wrong with options or files was found by make().
class Source {
 public:
  virtual ~Source() = default;
  /// The sensors its readings refer to, fixed after make().
  virtual const Catalogue& catalogue() const = 0;
  /// Delivers until the data end, the outlet says stop, or stop is requested. One push holds the readings of one instant.
  virtual Status run(Outlet<Reading>& outlet, std::stop_token stop) = 0;
  /// While it pushes: whether the data themselves say that this instant is anomalous. Recordings with a truth only.
  virtual std::optional<bool> label() const { return std::nullopt; }
  /// How much has been delivered, 0..1; 0 where there is no end.
  virtual double fraction_done() const { return 0; }
};

struct SourceFactory {
  const char* name;
  const char* summary;
  const char* sample;  // TOML, every option with unit, default and reason
  Result<std::unique_ptr<Source>> (*make)(ConfigTable config);
};

}  // namespace weir
