// A learned equation in words and engineering units.
#pragma once

#include <string>

#include "base/error.h"
#include "model_file/model_file.h"
#include "telemetry/catalogue.h"

namespace weir {

/// Of sensor `sensor`, from the parameters of `invariants`:
///   "LIT101 rises 0.28 mm/s per m3/h of FIT101, falls 0.27 mm/s per m3/h of FIT201"
///   "FIT201 = 0.98 x FIT101 + 0.3 x MV201 - 0.2 m3/h, averaged over 20 steps"
/// Empty where it has none. Fails on parameters that make() would refuse.
Result<std::string> equation_text(const TensorSet& parameters, const Catalogue& catalogue, double step_s, SensorIndex sensor);

}  // namespace weir
