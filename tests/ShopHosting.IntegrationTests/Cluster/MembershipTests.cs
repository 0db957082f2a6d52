using System.Net;
using System.Reflection;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Clustering.Redis;
using ShopHosting.Silo.Cluster;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>A silo that Redis has forgotten ends within seconds to be started again; one whose Redis is silent goes on and says so.</summary>
public sealed class MembershipTests : IDisposable
{
    private readonly ManualTimeProvider clock = new();
    private readonly Channel<bool> asked = Channel.CreateUnbounded<bool>();
    private readonly TaskCompletionSource<int> exit = new();
    private readonly Membership membership;
    private Func<MembershipTableData> answer = Known;

    public MembershipTests()
    {
        var table = DispatchProxy.Create<IMembershipTable, Table>();
        ((Table)(object)table).Answer = () =>
        {
            try
            {
                return answer();
            }
            finally
            {
                asked.Writer.TryWrite(true);
            }
        };
        membership = new(table, new Self(), new ProcessEnd(new Host(), clock, NullLogger<ProcessEnd>.Instance, exit.SetResult), clock, NullLogger<Membership>.Instance);
    }

    public void Dispose()
    {
        membership.Dispose();
        Environment.ExitCode = 0;                                        // or the run of the tests would end with it
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_that_is_not_in_the_table_twice_in_a_row_ends_to_be_started_again(bool hasTable)
    {
        await StartAsync();
        answer = hasTable ? Forgotten : () => throw new RedisClusteringException("The version is missing.");

        await LookAsync();
        answer = Known;
        await LookAsync();
        answer = hasTable ? Forgotten : () => throw new RedisClusteringException("The version is missing.");
        await LookAsync();
        await LookAsync();
        await membership.ExecuteTask!.SoonAsync();

        exit.Task.IsCompleted.ShouldBeFalse();
        clock.Advance(ProcessEnd.Grace);
        (await exit.Task.SoonAsync()).ShouldBe(ProcessEnd.StartAgain);
    }

    [Fact]
    public async Task While_Redis_is_silent_it_goes_on_and_readiness_says_so()
    {
        await StartAsync();
        answer = () => throw new TimeoutException();
        for (var look = 0; look < 4; look++)
        {
            await LookAsync();
        }

        var told = await membership.CheckHealthAsync(new());
        answer = Known;
        await LookAsync();
        await LookAsync();

        (told.Status, told.Description).ShouldBe((HealthStatus.Degraded, RedisPageKeys.Silent));
        (await membership.CheckHealthAsync(new())).Status.ShouldBe(HealthStatus.Healthy);
        clock.Advance(ProcessEnd.Grace);
        exit.Task.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_that_is_stopped_waits_for_its_leave_only_where_it_can_take_it(bool isKnown)
    {
        await StartAsync();
        answer = isKnown ? Known : () => throw new TimeoutException();

        await membership.StopAsync(default).SoonAsync();

        clock.Advance(ProcessEnd.Grace);
        if (isKnown)
        {
            exit.Task.IsCompleted.ShouldBeFalse();
        }
        else
        {
            (await exit.Task.SoonAsync()).ShouldBe(0);
        }
    }

    /// <summary>It looks at once.</summary>
    private async Task StartAsync()
    {
        await membership.StartAsync(default);
        await asked.Reader.ReadAsync().AsTask().SoonAsync();
    }

    /// <summary>The look before it has come to its end when the next one asks.</summary>
    private async Task LookAsync()
    {
        clock.Advance(Membership.Period);
        await asked.Reader.ReadAsync().AsTask().SoonAsync();
    }

    private static MembershipTableData Known() => new(Tuple.Create(new MembershipEntry { SiloAddress = new Self().SiloAddress }, "1"), new TableVersion(1, "1"));

    private static MembershipTableData Forgotten() => new(new TableVersion(1, "1"));

    public class Table : DispatchProxy
    {
        public Func<MembershipTableData> Answer { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == "ReadRowAsync" ? AnswerAsync() : throw new NotSupportedException(targetMethod.Name);

        private Task<MembershipTableData> AnswerAsync()
        {
            try
            {
                return Task.FromResult(Answer());
            }
            catch (Exception exception)
            {
                return Task.FromException<MembershipTableData>(exception);
            }
        }
    }

    private sealed class Self : ILocalSiloDetails
    {
        public string Name => "silo";

        public string ClusterId => "test";

        public string DnsHostName => "here";

        public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, 11111, 1);

        public SiloAddress GatewayAddress => SiloAddress;
    }

    private sealed class Host : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
