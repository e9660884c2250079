// A network over the sensors of a plant, as the trainer teaches it and a detector runs it. Letters: N sensors, T steps,
// I = NetworkInputs::per_sensor.
#pragma once

#include <memory>
#include <span>

#include "detectors/self_supervised/neighbours.h"
#include "nn/parameters.h"

namespace weir {

/// What a network says of a reading.
struct Answer {
  static constexpr std::size_t logit = 0;         // "is this reading manipulated?"
  static constexpr std::size_t mean = 1;          // of the true value, in units from the conditional expectation
  static constexpr std::size_t log_variance = 2;  // of it
  static constexpr std::size_t count = 3;
};

/// Scoring: one step at a time. Allocates nothing after construction.
class StreamingNetwork {
 public:
  virtual ~StreamingNetwork() = default;
  virtual void reset() noexcept = 0;
  /// x [N, I] -> answers [N, 3], valid until the next call.
  virtual std::span<const float> step(std::span<const float> x) noexcept = 0;
};

/// Training: T steps of one crop at once, forward then backward. Each worker owns one.
class TrainingPass {
 public:
  virtual ~TrainingPass() = default;
  /// x [T, N, I] -> answers [T, N, 3]; the state starts at zero.
  virtual std::span<const float> forward(std::span<const float> block, std::span<const float> x) = 0;
  /// Of the last forward: d_out [T, N, 3]; adds to gradients [block].
  virtual void backward(std::span<const float> block, std::span<const float> x, std::span<const float> d_out,
                        std::span<float> gradients) = 0;
};

/// The network of one plant, without its weights. Passes and streams hold references to it and to the block they are given.
class Teachable {
 public:
  virtual ~Teachable() = default;
  virtual const nn::ParameterTable& table() const = 0;
  virtual void initialise(std::span<float> block, Random& random) const = 0;
  virtual std::unique_ptr<TrainingPass> pass(std::size_t steps) const = 0;
  virtual std::unique_ptr<StreamingNetwork> stream(std::span<const float> block) const = 0;
  virtual const Neighbours& neighbours() const = 0;
  std::size_t sensors() const { return neighbours().sensors(); }
};

}  // namespace weir
