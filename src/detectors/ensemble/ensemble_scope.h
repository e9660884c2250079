// The ensemble taken apart: its members one by one, and the fusion on top of members that have learned already. For who wants
// to know what each of them is worth.
#pragma once

#include <string>

#include "detectors/detector.h"

namespace weir {

/// The members whose parameters an ensemble holds, in its order.
std::vector<std::string> member_names(const TensorSet& ensemble);

/// One member's parameters as its factory's make() takes them, the shared linear base put back.
Result<TensorSet> member_parameters(const TensorSet& ensemble, const std::string& member);

struct TaughtMember {
  std::string name;  // of a factory in context.members
  Trained trained;
};

/// An ensemble of these members: only the fusion is fitted, exactly as training them together would have. `config` is the
/// ensemble's table; what it says about members and the linear base isn't looked at.
Result<Trained> fuse_members(ConfigTable config, std::span<const TaughtMember> members, const TrainingSet& data,
                             const DetectorContext& context);

}  // namespace weir
