#include "tests/evaluation/small_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "ecg/simulation/rhythm.h"

namespace rdc::ecg::evaluation {

float SmallNetwork::activated(float sum) const {
  if (activation_ == Activation::kTanh) return std::tanh(sum);
  const float u = std::clamp(sum, -3.0F, 3.0F);
  return u * (27.0F + u * u) / (27.0F + 9.0F * u * u);
}

float SmallNetwork::slope(float sum) const {
  if (activation_ == Activation::kTanh) {
    const float t = std::tanh(sum);
    return 1.0F - t * t;
  }
  if (std::abs(sum) >= 3.0F) return 0.0F;
  const float s2 = sum * sum, d = 27.0F + 9.0F * s2;
  return ((27.0F + 3.0F * s2) * d - sum * (27.0F + s2) * 18.0F * sum) / (d * d);
}

float SmallNetwork::forward(const float* row, float* sums, float* outs) const {
  const std::size_t step = inputs_ + 1;
  float out = weights_.back();
  for (std::size_t h = 0; h < hidden_; ++h) {
    float sum = weights_[h * step + inputs_];
    for (std::size_t f = 0; f < inputs_; ++f) sum += weights_[h * step + f] * row[f];
    const float a = activated(sum);
    if (sums != nullptr) {
      sums[h] = sum;
      outs[h] = a;
    }
    out += weights_[hidden_ * step + h] * a;
  }
  return out;
}

float SmallNetwork::operator()(const float* row) const { return forward(row, nullptr, nullptr); }

SmallNetwork SmallNetwork::mean_of(std::span<const SmallNetwork> networks) {
  const auto& first = networks.front();
  SmallNetwork out(first.inputs_, 0, first.activation_);
  const auto share = 1.0F / static_cast<float>(networks.size());
  std::vector<float> input, output;
  float constant = 0.0F;
  for (const auto& network : networks) {
    const auto split = network.weights_.begin() + static_cast<long>(network.hidden_ * (network.inputs_ + 1));
    input.insert(input.end(), network.weights_.begin(), split);
    for (auto it = split; it + 1 != network.weights_.end(); ++it) output.push_back(share * *it);
    constant += share * network.weights_.back();
    out.hidden_ += network.hidden_;
  }
  out.weights_ = std::move(input);
  out.weights_.insert(out.weights_.end(), output.begin(), output.end());
  out.weights_.push_back(constant);
  return out;
}

std::string SmallNetwork::input_text() const {
  std::string out = "{\n";
  for (std::size_t h = 0; h < hidden_; ++h) {
    out += "    {";
    for (std::size_t f = 0; f <= inputs_; ++f) out += fmt::format("{:.4f}F, ", weights_[h * (inputs_ + 1) + f]);
    out += "},\n";
  }
  return out + "}";
}

std::string SmallNetwork::output_text() const {
  std::string out = "{";
  for (std::size_t h = 0; h <= hidden_; ++h) out += fmt::format("{:.4f}F, ", weights_[hidden_ * (inputs_ + 1) + h]);
  return out + "}";
}

void SmallNetwork::copy_to(std::span<float> input, std::span<float> output) const {
  std::copy_n(weights_.begin(), input.size(), input.begin());
  std::copy_n(weights_.begin() + static_cast<long>(input.size()), output.size(), output.begin());
}

namespace {

struct Scaling {
  std::vector<float> mean, deviation;
};

Scaling scaling_of(const TrainingSet& set) {
  Scaling out{std::vector<float>(set.inputs, 0.0F), std::vector<float>(set.inputs, 0.0F)};
  std::vector<double> sum(set.inputs, 0.0), squares(set.inputs, 0.0);
  double rows = 0.0;
  for (const auto& example : set.examples) {
    for (std::size_t r = example.first; r < example.first + example.rows; ++r, rows += 1.0) {
      for (std::size_t f = 0; f < set.inputs; ++f) {
        const auto v = static_cast<double>(set.values[r * set.inputs + f]);
        sum[f] += v;
        squares[f] += v * v;
      }
    }
  }
  for (std::size_t f = 0; f < set.inputs; ++f) {
    const double mean = sum[f] / std::max(1.0, rows);
    out.mean[f] = static_cast<float>(mean);
    out.deviation[f] =
        static_cast<float>(std::sqrt(std::max(0.0, squares[f] / std::max(1.0, rows) - mean * mean)) + 1e-4);
  }
  return out;
}

// d(loss)/d(score) of every row.
void gradients(const Example& example, bool may_be_absent, const std::vector<float>& scores, std::vector<float>& out) {
  if (example.rows == 1 && !may_be_absent) {
    out[0] = example.weight * (1.0F / (1.0F + std::exp(-scores[0])) - example.target);
    return;
  }
  float most = may_be_absent ? 0.0F : -1e9F;
  for (std::size_t i = 0; i < example.rows; ++i) most = std::max(most, scores[i]);
  float total = may_be_absent ? std::exp(-most) : 0.0F, wanted = 0.0F;
  const auto near = [&](std::size_t i) {
    const float u = (static_cast<float>(i) - example.target) / 1.2F;  // annotators agree to about 5 ms
    return example.target < 0.0F ? 0.0F : std::exp(-0.5F * u * u);
  };
  for (std::size_t i = 0; i < example.rows; ++i) {
    total += std::exp(scores[i] - most);
    wanted += near(i);
  }
  for (std::size_t i = 0; i < example.rows; ++i) {
    const float target = wanted > 0.0F ? near(i) / wanted : 0.0F;
    out[i] = example.weight * (std::exp(scores[i] - most) / total - target);
  }
}

// Sum of products in eight lanes, so that the compiler takes several at a time.
float product(const float* a, const float* b, std::size_t count) {
  std::array<float, 8> lanes{};
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    for (std::size_t k = 0; k < 8; ++k) lanes[k] += a[i + k] * b[i + k];
  }
  float out = 0.0F;
  for (const float lane : lanes) out += lane;
  for (; i < count; ++i) out += a[i] * b[i];
  return out;
}

// The gradient of a batch of one-row examples, inputs and hidden outputs kept column by column.
class BatchGradient {
 public:
  BatchGradient(const TrainingSet& set, const Scaling& scaling, std::size_t hidden, std::size_t batch)
      : set_(set),
        scaling_(scaling),
        hidden_(hidden),
        rows_(set.inputs * batch),
        outs_(hidden * batch),
        scores_(batch),
        inner_(batch),
        batch_(batch) {}

  // Adds to `gradient`. `order`: the batch's examples.
  void add(std::span<const std::size_t> order, const std::vector<float>& weights, std::vector<float>& gradient) {
    const std::size_t count = order.size(), inputs = set_.inputs, step = inputs + 1;
    for (std::size_t b = 0; b < count; ++b) {
      const float* from = &set_.values[set_.examples[order[b]].first * inputs];
      for (std::size_t f = 0; f < inputs; ++f) {
        rows_[f * batch_ + b] = (from[f] - scaling_.mean[f]) / scaling_.deviation[f];
      }
    }
    std::fill(scores_.begin(), scores_.end(), weights.back());
    for (std::size_t h = 0; h < hidden_; ++h) {
      float* out = &outs_[h * batch_];
      std::fill(out, out + count, weights[h * step + inputs]);
      for (std::size_t f = 0; f < inputs; ++f) {
        const float w = weights[h * step + f];
        const float* row = &rows_[f * batch_];
        for (std::size_t b = 0; b < count; ++b) out[b] += w * row[b];
      }
      const float w = weights[hidden_ * step + h];
      for (std::size_t b = 0; b < count; ++b) {
        out[b] = std::tanh(out[b]);
        scores_[b] += w * out[b];
      }
    }
    for (std::size_t b = 0; b < count; ++b) {
      const auto& example = set_.examples[order[b]];
      scores_[b] = example.weight * (1.0F / (1.0F + std::exp(-scores_[b])) - example.target);
      gradient.back() += scores_[b];
    }
    for (std::size_t h = 0; h < hidden_; ++h) {
      const float* out = &outs_[h * batch_];
      gradient[hidden_ * step + h] += product(scores_.data(), out, count);
      const float w = weights[hidden_ * step + h];
      float constant = 0.0F;
      for (std::size_t b = 0; b < count; ++b) {
        inner_[b] = scores_[b] * w * (1.0F - out[b] * out[b]);
        constant += inner_[b];
      }
      for (std::size_t f = 0; f < inputs; ++f) {
        gradient[h * step + f] += product(inner_.data(), &rows_[f * batch_], count);
      }
      gradient[h * step + inputs] += constant;
    }
  }

 private:
  const TrainingSet& set_;
  const Scaling& scaling_;
  std::size_t hidden_;
  std::vector<float> rows_, outs_, scores_, inner_;
  std::size_t batch_;
};

}  // namespace

SmallNetwork train(const TrainingSet& set, const Training& how) {
  const std::size_t inputs = set.inputs, hidden = how.hidden, step = inputs + 1;
  SmallNetwork net(inputs, hidden, how.activation);
  const Scaling scaling = scaling_of(set);
  simulation::SeededNoise noise(how.seed);
  for (std::size_t i = 0; i < hidden * step; ++i) net.weights_[i] = static_cast<float>(noise.between(-0.3, 0.3));
  for (std::size_t h = 0; h < hidden; ++h)
    net.weights_[hidden * step + h] = static_cast<float>(noise.between(-0.5, 0.5));
  const std::size_t count = net.weights_.size();
  std::vector<float> first(count, 0.0F), second(count, 0.0F), gradient(count);
  std::vector<std::size_t> order(set.examples.size());
  std::iota(order.begin(), order.end(), 0U);
  std::vector<float> rows, sums, outs, scores, slopes;
  // Yes or no for each row: the whole batch at once.
  const bool plain =
      how.activation == Activation::kTanh && !how.may_be_absent &&
      std::all_of(set.examples.begin(), set.examples.end(), [](const Example& e) { return e.rows == 1; });
  BatchGradient at_once(set, scaling, hidden, how.batch);
  long t = 0;
  for (int epoch = 0; epoch < how.epochs; ++epoch) {
    for (std::size_t i = order.size(); i-- > 1;) {
      std::swap(order[i], order[static_cast<std::size_t>(noise.unit() * static_cast<double>(i + 1))]);
    }
    const double rate = how.rate * 0.5 * (1 + std::cos(std::numbers::pi * epoch / how.epochs)) + 1e-5;
    for (std::size_t begin = 0; begin < order.size(); begin += how.batch) {
      std::fill(gradient.begin(), gradient.end(), 0.0F);
      if (plain) {
        at_once.add(std::span(order).subspan(begin, std::min(how.batch, order.size() - begin)), net.weights_, gradient);
      }
      for (std::size_t b = begin; !plain && b < std::min(order.size(), begin + how.batch); ++b) {
        const auto& example = set.examples[order[b]];
        rows.resize(example.rows * inputs);
        sums.resize(example.rows * hidden);
        outs.resize(example.rows * hidden);
        scores.resize(example.rows);
        slopes.assign(example.rows, 0.0F);
        for (std::size_t i = 0; i < example.rows; ++i) {
          for (std::size_t f = 0; f < inputs; ++f) {
            rows[i * inputs + f] =
                (set.values[(example.first + i) * inputs + f] - scaling.mean[f]) / scaling.deviation[f];
          }
          scores[i] = net.forward(&rows[i * inputs], &sums[i * hidden], &outs[i * hidden]);
        }
        gradients(example, how.may_be_absent, scores, slopes);
        for (std::size_t i = 0; i < example.rows; ++i) {
          if (std::abs(slopes[i]) < 1e-5F) continue;
          gradient.back() += slopes[i];
          for (std::size_t h = 0; h < hidden; ++h) {
            gradient[hidden * step + h] += slopes[i] * outs[i * hidden + h];
            const float inner = slopes[i] * net.weights_[hidden * step + h] * net.slope(sums[i * hidden + h]);
            for (std::size_t f = 0; f < inputs; ++f) gradient[h * step + f] += inner * rows[i * inputs + f];
            gradient[h * step + inputs] += inner;
          }
        }
      }
      ++t;
      const double c1 = 1 - std::pow(0.9, t), c2 = 1 - std::pow(0.999, t);
      for (std::size_t k = 0; k < count; ++k) {
        const float g = gradient[k] / static_cast<float>(how.batch) + static_cast<float>(how.decay) * net.weights_[k];
        first[k] = 0.9F * first[k] + 0.1F * g;
        second[k] = 0.999F * second[k] + 0.001F * g * g;
        net.weights_[k] -= static_cast<float>(rate * static_cast<double>(first[k]) / c1 /
                                              (std::sqrt(static_cast<double>(second[k]) / c2) + 1e-8));
      }
    }
  }
  // The inputs' scaling becomes part of the weights.
  for (std::size_t h = 0; h < hidden; ++h) {
    for (std::size_t f = 0; f < inputs; ++f) {
      net.weights_[h * step + f] /= scaling.deviation[f];
      net.weights_[h * step + inputs] -= net.weights_[h * step + f] * scaling.mean[f];
    }
  }
  return net;
}

}  // namespace rdc::ecg::evaluation
