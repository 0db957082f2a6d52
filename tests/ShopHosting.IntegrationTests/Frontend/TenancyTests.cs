using System.Net;
using ShopHosting.Contracts.Stores;
using ShopHosting.Testing;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary>Whatever there is below a shop's address is there for its own account alone. The addresses are those of the program: a new one is asked too.</summary>
public sealed class TenancyTests : FrontendTest
{
    private const string Mail = "1xVIHw-00000000012-0FQB";

    [Fact]
    public async Task A_foreign_shop_and_one_that_is_none_are_not_found_at_any_address()
    {
        var (_, theirs, foreign) = await CustomerAsync("teashop");
        var (visitor, ours, own) = await CustomerAsync("coffee");
        foreach (var store in new[] { theirs, ours })
        {
            store.Finish();
            store.Mails = [(new StoreMail(Mail, Some.Noon, StoreMailState.Kept, "ann@example.org", "Hello", 0, null), new StoreMailText("a@b.example", "ann@example.org", "", "Hello", "", "Hello."))];
        }

        var token = Form(await visitor.GetAsync(own), "/sign-out");
        var before = theirs.Version;
        var routes = Host.Routes.Where(route => route.Template.StartsWith("/stores/{id:store}", StringComparison.Ordinal)).ToList();
        routes.Count.ShouldBeGreaterThan(15);
        foreach (var route in routes)
        {
            var below = $"{route.Template["/stores/{id:store}".Length..].Replace("{mail}", Mail, StringComparison.Ordinal)}?part=application";
            (await StatusAsync(visitor, own + below)).ShouldBe(HttpStatusCode.OK, $"{below} is there for its owner");
            (await Visitor().GetAsync(foreign + below)).Status.ShouldBe(HttpStatusCode.Found, below);
            foreach (var page in new[] { foreign, "/stores/aaaaaaaaaaaaaaaaaaaa", "/stores/x", "/stores/..%2f.." })
            {
                (await visitor.GetAsync(page + below)).Status.ShouldBe(HttpStatusCode.NotFound, page + below);
                foreach (var form in route.Page is null ? [] : await Host.FormsAsync(route))
                {
                    (await visitor.PostAsync($"{page}{below}&handler={form.Handler}", token)).Status.ShouldBe(HttpStatusCode.NotFound, page + below);
                }
            }
        }

        theirs.Version.ShouldBe(before);
    }

    /// <summary>Of the head of an answer: some have no end.</summary>
    private static async Task<HttpStatusCode> StatusAsync(Visitor visitor, string path)
    {
        using var answer = await visitor.Http.SendAsync(visitor.Request(path), HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        return answer.StatusCode;
    }
}
