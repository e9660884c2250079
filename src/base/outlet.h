// Where a stage puts what it makes. The stage never learns who is on the other side.
#pragma once

#include <span>

namespace weir {

template <class T>
class Outlet {
 public:
  virtual ~Outlet() = default;
  /// Takes the values over in order. False: the receiver wants no more, stop producing.
  virtual bool push(std::span<const T> values) = 0;
};

}  // namespace weir
