// The simulated water treatment works as a source: 51 readings per simulated second, as fast as the outlet takes them.
#pragma once

#include "sources/source.h"

namespace weir {

SourceFactory plant_source();

}  // namespace weir
