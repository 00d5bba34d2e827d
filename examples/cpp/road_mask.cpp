// Find the road in a picture with OpenVINO and write it as a mask.
//
//   road_mask roadeye.xml picture.ppm mask.pgm [threshold]
//
// The model takes one input size: roadeye export roadeye --format openvino --size 240x800 -o roadeye.xml
// PPM and PGM need no library; `magick picture.jpg picture.ppm` makes the one from any picture.
#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>

#include <openvino/openvino.hpp>

#include "grid.hpp"

constexpr float kGrey = 127;        // around a picture of another shape
constexpr double kSameShape = 1.03;  // so much may width : height differ

Grid read_ppm(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string kind;
  long columns = 0, rows = 0, most = 0;
  file >> kind >> columns >> rows >> most;
  if (!file || kind != "P6" || most != 255 || columns < 1 || rows < 1 || columns > 65535 || rows > 65535)
    throw std::runtime_error(path + " is no binary PPM picture (P6) of 8 bits without comments.");
  file.get();  // the one blank behind the header
  Grid picture(rows, columns, 3);
  std::string pixels(picture.values.size(), '\0');
  if (!file.read(pixels.data(), static_cast<std::streamsize>(pixels.size())))
    throw std::runtime_error(path + " is cut short.");
  std::transform(pixels.begin(), pixels.end(), picture.values.begin(),
                 [](char pixel) { return static_cast<float>(static_cast<std::uint8_t>(pixel)); });
  return picture;
}

void write_mask(const std::string& path, const Grid& probability, float threshold) {
  std::ofstream file(path, std::ios::binary);
  file << "P5\n" << probability.columns << ' ' << probability.rows << "\n255\n";
  for (float value : probability.values) file.put(value >= threshold ? '\xff' : '\0');
  if (!file.flush()) throw std::runtime_error("cannot write " + path + ".");
}

// Where a picture lies in the input: at the bottom, in the middle from left to right.
struct Place {
  std::size_t top, left, rows, columns;
};

Place place_of(const Grid& picture, std::size_t height, std::size_t width) {
  const double shape = (double(width) / height) / (double(picture.columns) / picture.rows);
  if (shape >= 1 / kSameShape && shape <= kSameShape) return {0, 0, height, width};
  const double scale = std::min(double(height) / picture.rows, double(width) / picture.columns);
  const auto side = [scale](std::size_t length, std::size_t most) {  // halves to even, as Python
    return std::clamp<std::size_t>(std::lrint(std::nearbyint(length * scale)), 1, most);
  };
  const std::size_t rows = side(picture.rows, height), columns = side(picture.columns, width);
  return {height - rows, (width - columns) / 2, rows, columns};
}

Grid probability_of(const std::string& model_path, const Grid& picture) {
  ov::Core core;
  auto model = core.read_model(model_path);
  if (model->inputs().size() != 1 || model->is_dynamic())
    throw std::runtime_error(model_path + " takes several sizes: export it with --size 240x800.");
  auto request = core.compile_model(model, "CPU", ov::hint::inference_precision(ov::element::f32))
                     .create_infer_request();
  ov::Tensor input = request.get_input_tensor(), output = request.get_output_tensor();
  const std::size_t height = input.get_shape()[1], width = input.get_shape()[2];
  const Place place = place_of(picture, height, width);
  const Grid fitted = resized(picture, place.rows, place.columns);
  Grid tensor(height, width, 3, kGrey);
  for (std::size_t row = 0; row < place.rows; ++row)
    for (std::size_t column = 0; column < place.columns; ++column)
      for (std::size_t channel = 0; channel < 3; ++channel)
        tensor.at(place.top + row, place.left + column, channel) = fitted.at(row, column, channel);
  std::transform(tensor.values.begin(), tensor.values.end(), input.data<std::uint8_t>(),
                 [](float value) { return static_cast<std::uint8_t>(std::lrint(value)); });
  request.infer();
  const float* found = output.data<float>();
  const std::size_t heads = output.get_shape()[3];  // the first of them is what `predict` gives
  Grid inside(place.rows, place.columns, 1);
  for (std::size_t row = 0; row < place.rows; ++row)
    for (std::size_t column = 0; column < place.columns; ++column)
      inside.at(row, column, 0) =
          found[((place.top + row) * width + place.left + column) * heads];
  return resized(inside, picture.rows, picture.columns);
}

int main(int count, char** arguments) {
  if (count < 4 || count > 5) {
    std::cerr << "usage: road_mask MODEL.xml PICTURE.ppm MASK.pgm [THRESHOLD]\n";
    return 2;
  }
  try {
    const Grid picture = read_ppm(arguments[2]);
    float threshold = 0.5f;
    if (count == 5 && !(std::istringstream(arguments[4]) >> threshold))
      throw std::runtime_error(std::string(arguments[4]) + " is no threshold: give 0 to 1.");
    write_mask(arguments[3], probability_of(arguments[1], picture), threshold);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
