// Find the road with LiteRT on iOS. Nobody has compiled this file yet: please report what it lacks.
//
//   pod 'TensorFlowLiteSwift'
//
// Add the model to the app's bundle: roadeye models get roadeye -o .
import CoreGraphics
import Foundation
import TensorFlowLite

/// Runs one input size of a model. One thread at a time may call it.
final class RoadSegmenter {
  enum Failure: Error { case noModel, noContext }

  private let height: Int, width: Int, heads: Int
  private let runner: SignatureRunner

  init(model: String = "roadeye", height: Int = 240, width: Int = 800, heads: Int = 2) throws {
    guard let path = Bundle.main.path(forResource: model, ofType: "tflite") else {
      throw Failure.noModel
    }
    var options = Interpreter.Options()
    options.threadCount = 2
    let interpreter = try Interpreter(modelPath: path, options: options)
    runner = try interpreter.signatureRunner(with: "road_\(height)x\(width)")
    (self.height, self.width, self.heads) = (height, width, heads)
  }

  /// Returns the probability of road at the pixels of the network's input, row by row from the
  /// top, and where in that input the picture lies. Cut that rectangle out and enlarge it to the
  /// picture's size; road is where it is at least 0.5.
  func probability(of picture: CGImage) throws -> (values: [Float], place: CGRect) {
    let place = placeOf(picture)
    let pixels = try drawn(picture, in: place)
    var values: [Float] = []
    values.reserveCapacity(height * width * 3)
    for start in stride(from: 0, to: pixels.count, by: 4) {  // RGB, 0..255, not scaled
      values.append(contentsOf: pixels[start..<start + 3].map(Float.init))
    }
    try runner.invoke(with: ["image": values.withUnsafeBytes { Data($0) }])
    let found = try runner.output(named: "probability").data.withUnsafeBytes {
      Array($0.bindMemory(to: Float.self))
    }
    let first = stride(from: 0, to: found.count, by: heads).map { found[$0] }  // all road surface
    return (first, place)
  }

  /// Where a picture lies in the input, from its top: at the bottom, in the middle of its width.
  private func placeOf(_ picture: CGImage) -> CGRect {
    let shape = (Double(width) / Double(height)) / (Double(picture.width) / Double(picture.height))
    if shape >= 1 / 1.03 && shape <= 1.03 {
      return CGRect(x: 0, y: 0, width: width, height: height)
    }
    let scale = min(Double(height) / Double(picture.height), Double(width) / Double(picture.width))
    let rows = max(1, min(height, Int((Double(picture.height) * scale).rounded())))
    let columns = max(1, min(width, Int((Double(picture.width) * scale).rounded())))
    return CGRect(x: (width - columns) / 2, y: height - rows, width: columns, height: rows)
  }

  /// Returns the input as RGBA bytes, row by row from the top.
  private func drawn(_ picture: CGImage, in place: CGRect) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: height * width * 4)
    try bytes.withUnsafeMutableBytes { memory in
      guard
        let context = CGContext(
          data: memory.baseAddress, width: width, height: height, bitsPerComponent: 8,
          bytesPerRow: width * 4, space: CGColorSpaceCreateDeviceRGB(),
          bitmapInfo: CGImageAlphaInfo.noneSkipLast.rawValue)
      else { throw Failure.noContext }
      context.interpolationQuality = .high
      context.setFillColor(red: 127 / 255, green: 127 / 255, blue: 127 / 255, alpha: 1)
      context.fill(CGRect(x: 0, y: 0, width: width, height: height))
      let fromBottom = CGFloat(height) - place.maxY  // a context counts rows from the bottom
      context.draw(
        picture, in: CGRect(x: place.minX, y: fromBottom, width: place.width, height: place.height))
    }
    return bytes
  }
}
