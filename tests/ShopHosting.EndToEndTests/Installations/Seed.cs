using System.Globalization;

namespace ShopHosting.EndToEndTests.Installations;

/// <summary>What is random in these tests comes from one number, which is printed; SHOPHOSTING_SEED repeats a run.</summary>
internal static class Seed
{
    public static int Value { get; } = int.TryParse(Environment.GetEnvironmentVariable("SHOPHOSTING_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
        ? given
        : (int)(TimeProvider.System.GetTimestamp() & int.MaxValue);

    /// <summary>A sequence of its own for each use, so that one does not shift the others.</summary>
    public static Random For(string use) => new(Value ^ use.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)));
}
