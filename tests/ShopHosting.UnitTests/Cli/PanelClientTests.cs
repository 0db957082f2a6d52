using System.Net;
using System.Text;
using ShopHosting.Cli.Panel;

namespace ShopHosting.UnitTests.Cli;

/// <summary>Whatever becomes of the panel, who is at the command line gets a sentence.</summary>
public sealed class PanelClientTests
{
    [Fact]
    public async Task A_stream_that_breaks_off_is_told_after_what_came_before()
    {
        await using var body = new BreakingStream("event: view\ndata: <p>first</p>\n\n");
        using var panel = PanelThatAnswers(new StreamContent(body));
        await using var events = panel.EventsAsync("/stores/1/events", CancellationToken.None).GetAsyncEnumerator();

        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.ShouldBe("<p>first</p>");
        (await Should.ThrowAsync<PanelException>(async () => await events.MoveNextAsync())).Message.ShouldStartWith("The panel at http://panel.example/ broke off");
    }

    [Fact]
    public async Task Something_else_that_answers_in_the_panels_place_is_told()
    {
        using var panel = PanelThatAnswers(new StringContent("<html>It works!</html>"));

        (await Should.ThrowAsync<PanelException>(() => panel.IsFreeAsync("mugs", CancellationToken.None))).Message.ShouldContain("is no panel");
    }

    private static PanelClient PanelThatAnswers(HttpContent content) => new(new Uri("http://panel.example/"), new Answers(content));

    private sealed class BreakingStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
    }

    private sealed class Answers(HttpContent content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
    }
}
