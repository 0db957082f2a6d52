using ShopHosting.Grains;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>The timer of owed work, where its ticks have nothing to wait for.</summary>
public sealed class TickerTests
{
    [Fact]
    public async Task Ticks_without_a_pause_never_pile_up_before_a_call()
    {
        await using var cluster = await GrainCluster.StartAsync(_ => { }, TimeProvider.System, typeof(TickerTests).Assembly);
        var busy = cluster.Client.GetGrain<IBusyGrain>("a");
        await busy.BeginAsync().SoonAsync();
        while (await busy.TicksAsync().SoonAsync() < 10_000)
        {
        }

        var ticks = await busy.EndAsync().SoonAsync();

        // The one that was due already.
        (await busy.TicksAsync().SoonAsync()).ShouldBeLessThanOrEqualTo(ticks + 1);
    }
}

public interface IBusyGrain : IGrainWithStringKey
{
    Task BeginAsync();

    Task<int> TicksAsync();

    /// <summary>How many ticks there were.</summary>
    Task<int> EndAsync();
}

/// <summary>Its work is always owed, and done at once.</summary>
public sealed class BusyGrain : Grain, IBusyGrain
{
    /// <summary>So that a test that fails comes to an end.</summary>
    private const int Most = 100_000;

    private readonly Ticker ticker;
    private bool isBusy;
    private int ticks;

    public BusyGrain(TimeProvider clock) => ticker = new(this, clock, StepAsync, () => isBusy && ticks < Most ? TimeSpan.Zero : null);

    public Task BeginAsync()
    {
        isBusy = true;
        ticker.Set();
        return Task.CompletedTask;
    }

    public Task<int> TicksAsync() => Task.FromResult(ticks);

    public Task<int> EndAsync()
    {
        isBusy = false;
        ticker.Set();
        return Task.FromResult(ticks);
    }

    private Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        ticks++;
        return Task.FromResult(false);
    }
}
