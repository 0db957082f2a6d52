#if !CLUSTER
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>The grain host does not start with grains that would not work in both editions, and says all that is wrong.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Two_classes_of_one_interface_are_refused()
        => Refusal(typeof(One), typeof(Two)).ShouldContain("RefusalTests+One and ShopHosting.IntegrationTests.Actors.RefusalTests+Two implement IShared");

    [Fact]
    public void Two_classes_of_one_name_are_refused()
        => Refusal(typeof(Lonely), typeof(Elsewhere.One), typeof(One)).ShouldContain("RefusalTests+Elsewhere+One and ShopHosting.IntegrationTests.Actors.RefusalTests+One have the same name");

    [Fact]
    public void A_shared_base_interface_is_no_fault_but_leads_nowhere()
    {
        using var services = Services(typeof(One), typeof(Other));
        var grains = services.GetRequiredService<IGrainFactory>();

        grains.GetGrain<IShared>("a").GetPrimaryKeyString().ShouldBe("a");
        Should.Throw<ArgumentException>(() => grains.GetGrain<ICommon>("a")).Message.ShouldContain("One, Other");
    }

    [Fact]
    public void All_faults_of_methods_are_told_at_once()
    {
        var said = Refusal(typeof(Bad));

        said.ShouldContain("IBad.AtOnce returns Int32; it must be Task");
        said.ShouldContain("IBad.OutAsync has an out, in or ref parameter.");
        said.ShouldContain("IBad.AnyAsync is generic.");
        said.ShouldContain("IBad.get_Number is a property");
        said.ShouldContain("IBad.StreamAsync uses Stream, which is neither");
        said.ShouldContain("IBad.CallBackAsync uses Action, which is a delegate.");
        said.ShouldContain("IBad.GrainAsync uses IShared, which is a reference to a grain; send its key.");
        said.ShouldContain("IBad.PairAsync uses ValueTuple`2, which is neither");
        said.ShouldContain("IBad.ManyAsync uses IReadOnlyList`1, which holds Stream, which is neither");
    }

    [Fact]
    public void A_class_without_a_grain_interface_is_refused()
        => Refusal(typeof(Lonely)).ShouldContain("Lonely implements no interface that derives from IGrainWithStringKey.");

    [Fact]
    public void A_time_of_zero_is_refused()
    {
        using var services = Services(options => options.CallTimeout = TimeSpan.Zero);

        Should.Throw<InvalidOperationException>(services.GetRequiredService<IGrainFactory>).Message.ShouldContain("CallTimeout is 00:00:00; it must be more than zero.");
    }

    [Fact]
    public async Task A_host_that_was_not_started_takes_no_calls()
    {
        await using var services = Services(typeof(One));

        (await Should.ThrowAsync<GrainCallException>(services.GetRequiredService<IGrainFactory>().GetGrain<IShared>("a").CallAsync()))
            .Message.ShouldContain("has not started");
    }

    [Fact]
    public void An_interface_without_a_class_is_told()
    {
        using var services = Services(typeof(One));

        Should.Throw<ArgumentException>(() => services.GetRequiredService<IGrainFactory>().GetGrain<IBad>("a")).Message.ShouldContain("No grain class of this host implements");
    }

    private static string Refusal(params Type[] classes)
    {
        using var services = Services(classes);
        return Should.Throw<InvalidOperationException>(() => services.GetServices<IHostedService>().ToList()).Message;
    }

    private static ServiceProvider Services(params Type[] classes) => Services(options => Array.ForEach(classes, options.Classes.Add));

    private static ServiceProvider Services(Action<GrainHostOptions> configure) => new ServiceCollection().AddGrainHost(configure).BuildServiceProvider();

    // Private, so that the search through this assembly does not find them.
    private interface ICommon : IGrainWithStringKey
    {
        Task CallAsync();
    }

    private interface IShared : ICommon;

    private interface IOther : ICommon;

    private interface IBad : IGrainWithStringKey
    {
        int Number { get; }

        int AtOnce();

        Task OutAsync(out int number);

        Task AnyAsync<T>(T any);

        Task<Stream> StreamAsync();

        Task CallBackAsync(Action callback);

        Task GrainAsync(IShared grain);

        Task<(int, int)> PairAsync();

        IAsyncEnumerable<IReadOnlyList<Stream>> ManyAsync();
    }

    private sealed class One : Grain, IShared
    {
        public Task CallAsync() => Task.CompletedTask;
    }

    private static class Elsewhere
    {
        public sealed class One : Grain, IOther
        {
            public Task CallAsync() => Task.CompletedTask;
        }
    }

    private sealed class Two : Grain, IShared
    {
        public Task CallAsync() => Task.CompletedTask;
    }

    private sealed class Other : Grain, IOther
    {
        public Task CallAsync() => Task.CompletedTask;
    }

    private sealed class Lonely : Grain;

    private sealed class Bad : Grain, IBad
    {
        public int Number => 0;

        public int AtOnce() => 0;

        public Task OutAsync(out int number)
        {
            number = 0;
            return Task.CompletedTask;
        }

        public Task AnyAsync<T>(T any) => Task.CompletedTask;

        public Task<Stream> StreamAsync() => Task.FromResult(Stream.Null);

        public Task CallBackAsync(Action callback) => Task.CompletedTask;

        public Task GrainAsync(IShared grain) => Task.CompletedTask;

        public Task<(int, int)> PairAsync() => Task.FromResult((1, 2));

        public IAsyncEnumerable<IReadOnlyList<Stream>> ManyAsync() => AsyncEnumerable.Empty<IReadOnlyList<Stream>>();
    }
}
#endif
