using ShopHosting.EndToEndTests.Docker;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>The panel's process is killed at random moments of what it does for two shops at a time. SHOPHOSTING_SEED repeats the moments.</summary>
public sealed class CrashTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private const int Kills = 20;
    private static readonly TimeSpan FinishLimit = TimeSpan.FromSeconds(90);

    [Fact]
    public Task Whatever_the_panel_was_doing_when_it_was_killed_is_finished_once_and_leaves_nothing_behind() => TellAsync(async () =>
    {
        var random = Seed.For("crash");
        using var first = new Lane(Installation, "a");
        using var second = new Lane(Installation, "b");
        Lane[] lanes = [first, second];
        await second.OpenAsync();       // so that the two are at different works
        for (var kill = 1; kill <= Kills; kill++)
        {
            foreach (var lane in lanes)
            {
                await lane.PrepareAsync();
            }

            var moment = TimeSpan.FromMilliseconds(random.Next((int)lanes.Max(lane => lane.Length).TotalMilliseconds));
            Output.WriteLine($"Kill {kill} after {moment.TotalMilliseconds:0} ms of {string.Join(" and ", lanes.Select(lane => lane.Work))}");
            var asked = lanes.Select(lane => lane.AskAsync()).ToArray();
            await Task.Delay(moment, TimeProvider.System);
            await Installation.KillPanelAsync();
            await Task.WhenAll(asked);
            foreach (var lane in lanes)
            {
                await lane.RememberVolumesAsync();
            }

            await Installation.StartPanelAsync();
            await Task.WhenAll(lanes.Select(lane => lane.FinishAsync()));
            await Until.ItIsAsync("no operation to be under way", FinishLimit, Installation.Journal.UnfinishedAsync, unfinished => unfinished.Count == 0);
        }

        await first.EndAsync();
        await second.EndAsync();
    });

    /// <summary>One shop after another, each made, restarted and deleted, one of these in each round.</summary>
    private sealed class Lane(Installation installation, string prefix) : IDisposable
    {
        private Customer customer = installation.NewCustomer();
        private (Uri Action, Dictionary<string, string> Fields) form;
        private Shop? shop;
        private string name = "";
        private string volumes = "";
        private bool isAnswered;
        private int shops;

        public string Work { get; private set; } = "";

        /// <summary>About as long as the work takes on a small machine: a later moment would interrupt nothing.</summary>
        public TimeSpan Length => Work switch { "provisioning" => TimeSpan.FromSeconds(5), "restart" => TimeSpan.FromSeconds(4), _ => TimeSpan.FromSeconds(2.5) };

        public void Dispose() => customer.Dispose();

        /// <summary>One shop in peace, so that this lane goes on with a restart.</summary>
        public async Task OpenAsync()
        {
            await PrepareAsync();
            await AskAsync();
            await FinishAsync();
        }

        /// <summary>Has the next form before it, filled in.</summary>
        public async Task PrepareAsync()
        {
            switch (Work)
            {
                case "provisioning":
                    (Work, form) = ("restart", await customer.FillAsync(shop!, "/restart"));
                    break;
                case "restart":
                    (Work, form) = ("deletion", await customer.FillAsync(shop!, "/delete", ("Input.ConfirmedName", name)));
                    break;
                default:
                    customer.Dispose();
                    customer = installation.NewCustomer();
                    name = $"crash-{prefix}{++shops}";
                    (Work, form, shop, volumes) = ("provisioning", await customer.FillSignUpAsync(name), null, "");
                    break;
            }

            isAnswered = false;
        }

        /// <summary>Sends it. The answer may never come; then it is sent again when the panel is back, as a person would.</summary>
        public async Task AskAsync()
        {
            try
            {
                var page = await customer.SendAsync(form.Action, form.Fields);
                shop = customer.ShopOf(page, name);
                isAnswered = true;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // The panel was killed before it could answer.
            }
        }

        /// <summary>What there is of volumes when the panel dies is what there must be in the end: none is made twice.</summary>
        public async Task RememberVolumesAsync()
        {
            if (Work == "provisioning" && (await installation.Journal.StoresCalledAsync(name)).SingleOrDefault() is { } row)
            {
                volumes = (await installation.StoreAsync(row.Split('/')[1])).VolumeBirths;
            }
        }

        public async Task FinishAsync()
        {
            if (!isAnswered)
            {
                if (Work == "provisioning")
                {
                    customer.ForgetSession();      // an answer that came only half may have begun one; a visitor's form is a visitor's
                }

                await AskAsync();
                isAnswered.ShouldBeTrue("the panel is back and answers");
            }

            await customer.UntilAsync(shop!, Work == "deletion" ? "Purged" : "Live", FinishLimit);
            var (containers, networks, kept) = Work == "deletion" ? (0, 0, 0) : (3, 2, 5);
            var census = await Until.ItIsAsync($"exactly one set of objects of {name}", FinishLimit, () => installation.StoreAsync(shop!.Id),
                census => (census.Containers.Count, census.Networks.Count, census.Volumes.Count) == (containers, networks, kept));
            census.Containers.ShouldAllBe(container => container.State == "running", census.ToString());
            census.Containers.Select(container => container.Labels[Census.RoleLabel]).Distinct().Count().ShouldBe(containers);
            if (Work != "deletion")
            {
                volumes.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBeSubsetOf(census.VolumeBirths.Split('\n'), $"volumes of {name} made once");
                volumes = census.VolumeBirths;
            }

            using var visitor = installation.NewVisitor();
            (await visitor.GetAsync($"{shop!.Address}/")).Status.ShouldBe(Work == "deletion" ? 404 : 200);
            (await customer.IsFreeAsync(name)).ShouldBe(Work == "deletion");
        }

        /// <summary>Deletes what the last round left.</summary>
        public async Task EndAsync()
        {
            while (Work != "deletion")
            {
                await OpenAsync();
            }
        }
    }
}
