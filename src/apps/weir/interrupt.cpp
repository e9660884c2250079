#include "interrupt.h"

#include <csignal>

namespace weir {
namespace {

volatile std::sig_atomic_t flag = 0;

void raise_flag(int) { flag = 1; }

}  // namespace

void watch_interrupts() {
  struct sigaction action{};
  action.sa_handler = raise_flag;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second one finds the default again; blocking calls return
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return flag != 0; }

std::unexpected<Error> stopped_by_user() {
  return std::unexpected(Error{ErrorCode::cancelled, "stopped as you asked; nothing was left half-written"});
}

}  // namespace weir
