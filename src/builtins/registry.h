// All components that this program holds. main() hands them on; nobody registers by himself.
#pragma once

#include <span>

#include "detectors/detector.h"
#include "sinks/sink.h"
#include "sources/source.h"

namespace weir {

std::span<const SourceFactory> builtin_sources();
/// The members; the ensemble itself apart.
std::span<const DetectorFactory> builtin_detectors();
DetectorFactory builtin_ensemble();
std::span<const SinkFactory> builtin_sinks();

}  // namespace weir
