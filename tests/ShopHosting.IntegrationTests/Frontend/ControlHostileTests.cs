using System.Net;
using System.Text;
using System.Text.Json;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Control;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.IntegrationTests.Grains;
using ShopHosting.Testing;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary>Hostile texts in each field of the control socket, with the real grains behind it: each is refused in words, or kept as it is.</summary>
public sealed class ControlHostileTests : IAsyncLifetime, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("control-").FullName;
    private readonly StoreWorld world = StoreWorld.Prepare();
    private readonly CountingEntropy entropy = new();
    private FrontendHost host = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        var socket = Path.Combine(folder, "panel.sock");
        await world.StartHostAsync();
        (await world.Worker.JoinAsync(new WorkerJoining("unix:///fake.sock")).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        host = await FrontendHost.StartAsync(settings: ControlTest.SettingsAt(socket), grains: world.Grains);
        client = ControlTest.ClientOf(socket);
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
        await world.DisposeAsync();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_name_that_is_none_reaches_no_worker()
    {
        foreach (var text in HostileCorpus.Texts.Where(text => !WorkerId.TryParse(text, null, out _)))
        {
            var answer = await client.PostAsync($"/control/workers/{Uri.EscapeDataString(text)}/cordon", new ControlCordon(NewId(), "for a reason"));
            answer.Status.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.RequestUriTooLong);
        }
    }

    [Fact]
    public async Task An_engines_address_is_refused_at_its_option()
    {
        foreach (var text in HostileCorpus.Texts)
        {
            var answer = await client.PostAsync("/control/workers/w2/join", new ControlJoin(NewId(), text));
            (answer.Status, ControlTest.Read<Error>(answer).Field).ShouldBe((HttpStatusCode.BadRequest, "Endpoint"), text);
        }

        world.Read<WorkerState>("w2").ShouldBeNull();
    }

    [Fact]
    public async Task A_private_address_and_a_reason_are_refused_at_their_options_or_kept_as_they_are()
    {
        foreach (var text in HostileCorpus.Texts.Select(AsItArrives))
        {
            var joined = await client.PostAsync("/control/workers/w2/join", new ControlJoin(NewId(), "unix:///other.sock", text));
            if (WorkerEndpoint.AddressProblem(text.Trim()) is null)
            {
                (joined.Status, world.Read<WorkerState>("w2")!.Address).ShouldBe((HttpStatusCode.OK, text.Trim()), text);
            }
            else
            {
                (joined.Status, ControlTest.Read<Error>(joined).Field).ShouldBe((HttpStatusCode.BadRequest, "Address"), text);
            }

            var cordoned = await client.PostAsync("/control/workers/w1/cordon", new ControlCordon(NewId(), text));
            if (Domain.Text.Line(text, 200).Problem is null)
            {
                (cordoned.Status, world.Read<WorkerState>("w1")!.Cordon!.Reason).ShouldBe((HttpStatusCode.OK, text.Trim()), text);
            }
            else
            {
                (cordoned.Status, ControlTest.Read<Error>(cordoned).Field).ShouldBe((HttpStatusCode.BadRequest, "Reason"), text);
            }
        }

        var shown = await client.GetAsync("/control/workers/w1").SoonAsync();
        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"operation":"aaaaaaaaaaaaaaaaaaaa"}""")]
    [InlineData("""{"operation":"aaaaaaaaaaaaaaaaaaaa","reason":null}""")]
    [InlineData("""{"operation":"no id","reason":"a"}""")]
    [InlineData("""{"reason":"a"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_is_not_in_our_words_changes_nothing(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/control/workers/w1/cordon", content).SoonAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        world.Read<WorkerState>("w1")!.Cordon.ShouldBeNull();
    }

    /// <summary>JSON has no broken surrogates.</summary>
    private static string AsItArrives(string text) => JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(text))!;

    private OperationId NewId() => OperationId.New(entropy);
}
