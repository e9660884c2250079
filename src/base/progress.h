// How a long job reports how far it is, and hears that it should stop.
#pragma once

#include <functional>
#include <string_view>

namespace weir {

/// Called now and then from the job's own thread: stage ("fitting lstm_gnn"), fraction done in [0, 1].
/// Returning false asks the job to stop; it then returns ErrorCode::cancelled and leaves nothing half-written.
using Progress = std::function<bool(std::string_view stage, double fraction)>;

inline bool report(const Progress& progress, std::string_view stage, double fraction) { return !progress || progress(stage, fraction); }

}  // namespace weir
