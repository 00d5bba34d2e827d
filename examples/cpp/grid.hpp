// A picture or a map, and how roadeye resizes it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

// Values in rows, columns and channels, the channel changing fastest.
struct Grid {
  std::size_t rows, columns, channels;
  std::vector<float> values;

  Grid(std::size_t rows, std::size_t columns, std::size_t channels, float value = 0)
      : rows(rows), columns(columns), channels(channels), values(rows * columns * channels, value) {}

  float& at(std::size_t row, std::size_t column, std::size_t channel) {
    return values[(row * columns + column) * channels + channel];
  }
  float at(std::size_t row, std::size_t column, std::size_t channel) const {
    return values[(row * columns + column) * channels + channel];
  }
};

struct Tap {
  std::size_t index;
  float weight;
};

// What each place of an axis takes from the axis before: all that it covers, each by its part.
inline std::vector<std::vector<Tap>> area_taps(std::size_t from, std::size_t to) {
  std::vector<std::vector<Tap>> all(to);
  const double scale = static_cast<double>(from) / to;
  for (std::size_t place = 0; place < to; ++place) {
    const double begin = place * scale, end = begin + scale;
    for (auto index = static_cast<std::size_t>(begin); index < from && index < end; ++index) {
      const double covered = std::min(end, index + 1.0) - std::max(begin, double(index));
      all[place].push_back({index, static_cast<float>(covered / scale)});
    }
  }
  return all;
}

// The same, from the two whose centres lie nearest.
inline std::vector<std::vector<Tap>> linear_taps(std::size_t from, std::size_t to) {
  std::vector<std::vector<Tap>> all(to);
  const double scale = static_cast<double>(from) / to;
  for (std::size_t place = 0; place < to; ++place) {
    const double centre = std::clamp((place + 0.5) * scale - 0.5, 0.0, from - 1.0);
    const auto index = static_cast<std::size_t>(centre);
    const auto part = static_cast<float>(centre - index);
    all[place] = {{index, 1 - part}, {std::min(index + 1, from - 1), part}};
  }
  return all;
}

inline Grid resampled(const Grid& given, const std::vector<std::vector<Tap>>& down,
                      const std::vector<std::vector<Tap>>& across) {
  const std::size_t rows = down.size(), columns = across.size();
  Grid wide(given.rows, columns, given.channels), result(rows, columns, given.channels);
  for (std::size_t row = 0; row < given.rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      for (const Tap& tap : across[column])
        for (std::size_t channel = 0; channel < given.channels; ++channel)
          wide.at(row, column, channel) += tap.weight * given.at(row, tap.index, channel);
  for (std::size_t row = 0; row < rows; ++row)
    for (const Tap& tap : down[row])
      for (std::size_t column = 0; column < columns; ++column)
        for (std::size_t channel = 0; channel < given.channels; ++channel)
          result.at(row, column, channel) += tap.weight * wide.at(tap.index, column, channel);
  return result;
}

// Halves what is at least twice too large, then scales linearly.
inline Grid resized(Grid given, std::size_t rows, std::size_t columns) {
  while (given.rows >= 2 * rows && given.columns >= 2 * columns)
    given = resampled(given, area_taps(given.rows, given.rows / 2),
                      area_taps(given.columns, given.columns / 2));
  return resampled(given, linear_taps(given.rows, rows), linear_taps(given.columns, columns));
}
