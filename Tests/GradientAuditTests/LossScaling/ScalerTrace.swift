import Foundation

/// The published traces of loss scalers.
struct ScalerTraces: Decodable {
  let dialects: [String: Dialect]
  let traces: [ScalerTrace]

  struct Dialect: Decodable {
    let lag: Int
    let storage: String

    enum CodingKeys: String, CodingKey {
      case lag
      case storage = "scale_storage"
    }
  }

  static func read() throws -> ScalerTraces {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/loss-scaler-traces.json")
    return try JSONDecoder().decode(ScalerTraces.self, from: Data(contentsOf: file))
  }
}

/// What one scaler does with one sequence.
struct ScalerTrace: Decodable {
  let dialect: String
  let preset: String?
  let sequenceID: String
  let parameters: [String: Parameter]
  let sequence: String
  let scaleAfter: [Double]
  let skipped: [Bool]
  let raisedAt: Int?

  enum CodingKeys: String, CodingKey {
    case dialect, preset, parameters, sequence, skipped
    case sequenceID = "sequence_id"
    case scaleAfter = "scale_after"
    case raisedAt = "raised_at"
  }

  /// A parameter as a text that can be set.
  struct Parameter: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        text = "none"
      } else if let flag = try? container.decode(Bool.self) {
        text = "\(flag)"
      } else if let count = try? container.decode(Int.self) {
        text = "\(count)"
      } else {
        text = "\(try container.decode(Double.self))"
      }
    }
  }
}
