// Trains the library's small networks: one hidden layer, one output, Adam with a cosine schedule. Deterministic by
// seed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rdc::ecg::evaluation {

enum class Activation { kTanh, kRational };  // kRational: the delineator's stand-in for tanh

// Rows of one decision: either one row with a yes or no, or many rows of which one place is right.
struct Example {
  std::size_t first = 0;  // row
  std::size_t rows = 1;
  float target = 0.0F;  // one row: 0 or 1. Many: the right row, fractional; below 0: none of them
  float weight = 1.0F;
};

struct TrainingSet {
  std::size_t inputs = 0;
  std::vector<float> values;  // row by row
  std::vector<Example> examples;

  std::size_t rows() const { return values.size() / inputs; }
};

struct Training {
  std::size_t hidden = 8;
  int epochs = 12;
  std::size_t batch = 256;
  double rate = 0.002;
  double decay = 1e-5;
  Activation activation = Activation::kTanh;
  bool may_be_absent = false;  // many rows: "none of them" scores 0
  std::uint64_t seed = 1;
};

class SmallNetwork {
 public:
  SmallNetwork(std::size_t inputs, std::size_t hidden, Activation activation)
      : inputs_(inputs), hidden_(hidden), activation_(activation), weights_(hidden * (inputs + 1) + hidden + 1) {}

  float operator()(const float* row) const;
  // The mean of several networks' outputs as one network.
  static SmallNetwork mean_of(std::span<const SmallNetwork> networks);
  // As C++ initialisers of input[hidden][inputs + 1] and output[hidden + 1].
  std::string input_text() const;
  std::string output_text() const;
  // The same numbers: hidden * (inputs + 1) and hidden + 1 of them.
  void copy_to(std::span<float> input, std::span<float> output) const;
  std::size_t hidden() const { return hidden_; }

 private:
  friend SmallNetwork train(const TrainingSet&, const Training&);
  float activated(float sum) const;
  float slope(float sum) const;
  float forward(const float* row, float* sums, float* outs) const;

  std::size_t inputs_, hidden_;
  Activation activation_;
  std::vector<float> weights_;
};

SmallNetwork train(const TrainingSet& set, const Training& how);

}  // namespace rdc::ecg::evaluation
