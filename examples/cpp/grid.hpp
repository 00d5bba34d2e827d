// A picture or a map, and how it is resized: as OpenCV's INTER_AREA and INTER_LINEAR do.
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

// What each place of an axis takes from the axis before.
inline std::vector<std::vector<Tap>> taps(std::size_t from, std::size_t to, bool shrinks) {
  std::vector<std::vector<Tap>> all(to);
  const double scale = static_cast<double>(from) / to;
  for (std::size_t place = 0; place < to; ++place) {
    if (shrinks) {  // the mean of all that it covers
      const double begin = place * scale, end = begin + scale;
      for (auto index = static_cast<std::size_t>(begin); index < from && index < end; ++index) {
        const double covered = std::min(end, index + 1.0) - std::max(begin, double(index));
        all[place].push_back({index, static_cast<float>(covered / scale)});
      }
    } else {  // between the two nearest centres
      const double centre = std::clamp((place + 0.5) * scale - 0.5, 0.0, from - 1.0);
      const auto index = static_cast<std::size_t>(centre);
      const auto part = static_cast<float>(centre - index);
      all[place] = {{index, 1 - part}, {std::min(index + 1, from - 1), part}};
    }
  }
  return all;
}

inline Grid resized(const Grid& given, std::size_t rows, std::size_t columns) {
  const bool shrinks = rows <= given.rows && columns <= given.columns;
  const auto down = taps(given.rows, rows, shrinks), across = taps(given.columns, columns, shrinks);
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
