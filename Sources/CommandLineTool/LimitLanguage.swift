/// The language of limits, for help: lines of at most 80 columns.
enum LimitLanguage {
  static let text = """
    LIMITS
      A limit is the condition that fails, in quotes, since shells take > and <:

        [AGGREGATION(]FORMAT[@SCALE].QUANTITY[{TENSORS}][)] COMPARISON BOUND[?]

      FORMAT       as for --formats, where it need not stand
      SCALE        1024, 2^10, 0.5; or best, the one to use for the whole
                   recording, which is meant without any; or each of --scales; or
                   recorded, the one that the values hold, tensors of each scale
                   by themselves (--recorded-scale, or what the files say)
      QUANTITY     underflow, subnormal, overflow, lost (underflow or overflow):
                   shares of the finite, non-zero values;
                   nan, infinite, zero as recorded: shares of all values;
                   safe-scales: how many of 2^-126..2^127 are safe;
                   sqnr in dB, norm-lost, largest-error, mean-error: as
                   `fpaudit metrics` has them, by a second reading
      TENSORS      layers.*.weight,!**.bias: * within a part, ** across parts,
                   ! for others, \\ before what is meant as it is
      AGGREGATION  total, all values together, which is meant without any;
                   each, every tensor at every step by itself; or max, p50, p90,
                   p99 of the numbers of tensors at steps, by nearest rank
      COMPARISON   > >= < <= == !=
      BOUND        0.5% or 5000ppm; 40dB; a number for safe-scales; 0; baseline,
                   baseline+0.1% or baseline*1.5 for the same of --baseline

      Comparisons are exact. No tensor that matches, no value to have a share of,
      or no baseline is an error, not a pass; ? allows that no tensor matches.

        fpaudit grads/ --fail-on 'fp16.underflow>0.5%' --max e5m2@1024.overflow=0
        fpaudit grads/ --fail-on 'each(fp16.lost{layers.*.weight,!head.**})>2%'
        fpaudit grads/ --min bf16.sqnr=40dB --max e4m3fn@2^10.norm-lost=0.1%
        fpaudit grads/ --min fp16.safe-scales=3 --warn-on 'fp16@each.overflow>0'
        fpaudit new/ --baseline old/ --fail-on 'bf16.lost>baseline+0.1%'
    """
}
