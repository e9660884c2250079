// Ctrl-C and SIGTERM as a flag that long jobs look at.
#pragma once

#include "base/error.h"

namespace weir {

/// From here on the first SIGINT or SIGTERM sets the flag; a second one ends the process at once.
void watch_interrupts();
bool interrupted();

/// What a job returns that stopped because of the flag.
std::unexpected<Error> stopped_by_user();

}  // namespace weir
