// For the tests of this library: numbers to compute with, and golden numbers from PyTorch.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "model_file/model_file.h"

namespace weir::nn {

template <class Real = float>
std::vector<Real> random_numbers(std::size_t size, std::uint64_t seed, double scale = 1) {
  Random random(seed);
  std::vector<Real> numbers(size);
  for (Real& number : numbers) number = static_cast<Real>(scale * random.normal());
  return numbers;
}

/// Tensors "<case>.<name>" that tools/make_nn_golden.py wrote.
class Golden {
 public:
  explicit Golden(std::string name) : name_(std::move(name)) {
    auto loaded = load_model_file(std::string(WEIR_TEST_DIR) + "/golden/layers.safetensors");
    EXPECT_TRUE(loaded) << loaded.error().message;
    if (loaded) file_ = std::move(*loaded);
  }
  std::vector<float> operator()(const std::string& tensor) const {
    for (const Tensor& t : file_.tensors.tensors()) {
      if (t.name == name_ + "." + tensor) return t.values;
    }
    ADD_FAILURE() << "no golden " << name_ << "." << tensor;
    return {};
  }
  std::vector<std::uint32_t> ids(const std::string& tensor) const {
    const auto numbers = (*this)(tensor);
    return {numbers.begin(), numbers.end()};
  }

 private:
  std::string name_;
  ModelFile file_;
};

template <class A, class B>
void expect_near(const A& seen, const B& expected, double tolerance, const std::string& what) {
  ASSERT_EQ(seen.size(), expected.size()) << what;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    ASSERT_NEAR(seen[i], expected[i], tolerance * (1 + std::abs(static_cast<double>(expected[i])))) << what << " at " << i;
  }
}

}  // namespace weir::nn
