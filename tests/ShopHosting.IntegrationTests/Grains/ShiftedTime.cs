namespace ShopHosting.IntegrationTests.Grains;

/// <summary>The system's clock, which a test may set forward. Timers run in real time; what is due by the new time is found by whoever asks.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long ticks;

    public void Shift(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ticks));
}
