import FloatEmulation
import GradientAudit
import Testing

@Suite("Recipes of training")
struct MemoryRecipeTests {
  // Bytes a parameter with Adam, as the sources have them: Megatron Core's table (16 for
  // fp32; 18 for 16-bit parameters with fp32 gradients), ZeRO (16), Hugging Face's memory
  // page (18), Zamirai et al. (16-bit numbers alone, one more for Kahan's sum), FP8-LM (6).
  private static let published = [
    "fp32": 16, "fp16_master": 16, "fp16_autocast": 18, "bf16_master": 16,
    "bf16_fp32_gradients": 18, "bf16_kahan": 10, "bf16_stochastic": 8, "gradients8": 15,
    "fp8_lm": 6,
  ]

  @Test("keep of a parameter what their sources say", arguments: MemoryRecipe.catalogue)
  func adam(recipe: MemoryRecipe) throws {
    #expect(recipe.bytesPerParameter(.adam) == Self.published[recipe.name])
    #expect(!recipe.source.isEmpty && !recipe.meaning.isEmpty)
  }

  @Test("remember nothing with SGD, one moment with momentum", arguments: MemoryRecipe.catalogue)
  func optimizers(recipe: MemoryRecipe) {
    let state = Optimizer.allCases.map { recipe.bytesPerParameter(.state, $0) }
    #expect(state[0] == 0 && state[1] > 0 && state[2] > state[1])
    for optimizer in Optimizer.allCases {
      let passes = ParameterArray.Role.allCases.filter { $0 != .state }
        .reduce(0) { $0 + recipe.bytesPerParameter($1, optimizer) }
      #expect(
        recipe.bytesPerParameter(optimizer)
          == passes + recipe.bytesPerParameter(.state, optimizer))
    }
  }

  @Test(
    "read every gradient that they keep, and read and write all that they remember",
    arguments: MemoryRecipe.catalogue)
  func traffic(recipe: MemoryRecipe) {
    for array in recipe.arrays(.adam) {
      #expect(array.readCount >= 1 && array.writeCount == 1)
      if array.role == .weights { #expect(array.readCount >= 2) }
    }
    // What is kept twice a parameter is a copy: only one of them is what the passes read.
    #expect(recipe.arrays(.sgd).filter { $0.role == .weights }.count == 1)
    #expect(recipe.arrays(.sgd).contains { $0.role == .gradients && $0.isKept })
  }

  @Test("are found by their names, with a suggestion where there is none")
  func names() throws {
    #expect(try MemoryRecipe(named: "BF16-Kahan").name == "bf16_kahan")
    #expect(Set(MemoryRecipe.catalogue.map(\.name)).count == MemoryRecipe.catalogue.count)
    #expect(MemoryRecipe.single.name == "fp32")
    do throws(MemoryRecipeError) {
      _ = try MemoryRecipe(named: "bf16_kahn")
      Issue.record("found a recipe that there is not")
    } catch {
      #expect("\(error)".contains("did you mean `bf16_kahan`?"))
    }
  }
}
