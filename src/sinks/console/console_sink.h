// Alarms as text for people: a line per phase, a card at the beginning and the end.
#pragma once

#include "sinks/sink.h"

namespace weir {

SinkFactory console_sink();

}  // namespace weir
