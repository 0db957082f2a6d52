using System.IO.Compression;
using System.Text;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary>Which answers travel compressed (ops/decisions/0023).</summary>
public sealed class CompressionTests : FrontendTest
{
    private static readonly (string, string) Accepts = ("Accept-Encoding", "gzip, br");

    [Fact]
    public async Task A_page_without_anybody_is_compressed()
    {
        var answer = await Visitor().GetAsync("/plans", Accepts);

        (answer.Headers["Content-Encoding"], answer.Headers["Vary"]).ShouldBe(("br", "Accept-Encoding"));
        using var page = new StreamReader(new BrotliStream(new MemoryStream(answer.Body), CompressionMode.Decompress), Encoding.UTF8);
        (await page.ReadToEndAsync()).ShouldBe((await Visitor().GetAsync("/plans")).Text);
    }

    [Theory]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    [InlineData("same-site", false)]
    [InlineData("cross-site", false)]
    [InlineData(null, false)]
    public async Task A_page_of_somebody_is_compressed_when_no_other_site_can_have_asked_for_it(string? asker, bool isCompressed)
    {
        var (visitor, _, page) = await CustomerAsync();

        var answer = await visitor.GetAsync(page, asker is null ? [Accepts] : [Accepts, ("Sec-Fetch-Site", asker)]);

        answer.Headers.ContainsKey("Content-Encoding").ShouldBe(isCompressed);
    }

    [Fact]
    public async Task Events_are_neither_compressed_nor_held_back()
    {
        var (visitor, _, page) = await CustomerAsync();
        visitor.Http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "br");
        visitor.Http.DefaultRequestHeaders.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");

        await using var events = await ListenAsync(visitor, $"{page}/events");

        (await events.NextAsync()).EventType.ShouldBe("view");
    }
}
