using System.Net;
using System.Net.ServerSentEvents;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary>What the tests of the pages share: a host, a visitor, and the short way to a customer with a shop.</summary>
public abstract class FrontendTest : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected const string Password = "correct horse battery";

    private readonly List<Visitor> visitors = [];

    protected FrontendHost Host { get; private set; } = null!;

    protected FakeInstallation Installation => Host.Installation;

    protected virtual IEnumerable<KeyValuePair<string, string?>> Settings => [];

    public async Task InitializeAsync() => Host = await FrontendHost.StartAsync(settings: Settings);

    public async Task DisposeAsync()
    {
        visitors.ForEach(visitor => visitor.Dispose());
        await Host.DisposeAsync();
    }

    protected Visitor Visitor()
    {
        var visitor = new Visitor(Host.Address);
        visitors.Add(visitor);
        return visitor;
    }

    /// <summary>Somebody who has just signed up, and the store's page.</summary>
    protected async Task<(Visitor Visitor, FakeStore Store, string Page)> CustomerAsync(string name = "teashop", string plan = "growth")
    {
        var visitor = Visitor();
        var answer = await SignUpAsync(visitor, form =>
        {
            form["Input.Name"] = name;
            form["Input.Email"] = $"{name}@example.org";
            form["Input.Plan"] = plan;
        });
        answer.Status.ShouldBe(HttpStatusCode.Found, answer.Text);
        var page = answer.Location!;
        return (visitor, Installation.Store(StoreId.Parse(page.Split('/')[^1])), page);
    }

    /// <summary>Somebody who has become an administrator by a set-up link and signed in.</summary>
    protected async Task<Visitor> AdministratorAsync(string email = "root@example.org")
    {
        var token = SecretToken.New(Installation.Entropy);
        Installation.SetUpToken = token.Hash;
        var visitor = Visitor();
        var form = Form(await visitor.GetAsync($"/admin/set-up?token={token.Text}"), "/admin/set-up");
        (form["Input.Email"], form["Input.Password"]) = (email, Password);
        (await visitor.PostAsync("/admin/set-up", form)).Location.ShouldBe("/admin/sign-in?new=true");
        (await SubmitAsync(visitor, "/admin/sign-in", sent => (sent["Input.Email"], sent["Input.Password"]) = (email, Password))).Location.ShouldBe("/admin");
        return visitor;
    }

    protected static async Task<Answer> SignUpAsync(Visitor visitor, Action<Dictionary<string, string>>? change = null)
    {
        var form = await SignUpFormAsync(visitor);
        change?.Invoke(form);
        return await visitor.PostAsync("/sign-up", form);
    }

    protected static async Task<Dictionary<string, string>> SignUpFormAsync(Visitor visitor)
    {
        var form = Form(await visitor.GetAsync("/sign-up"), "/sign-up");
        form["Input.Name"] = "teashop";
        form["Input.Title"] = "The Tea Shop";
        form["Input.Email"] = "ann@example.org";
        form["Input.Password"] = Password;
        return form;
    }

    /// <summary>Gets a page and sends its form.</summary>
    protected static async Task<Answer> SubmitAsync(Visitor visitor, string path, Action<Dictionary<string, string>>? change = null)
    {
        var form = Form(await visitor.GetAsync(path), path);
        change?.Invoke(form);
        return await visitor.PostAsync(path, form);
    }

    protected static IHtmlDocument Parse(Answer answer) => new HtmlParser().ParseDocument(answer.Text);

    /// <summary>What a browser would send of the form that goes to <paramref name="action"/> if nobody touched it.</summary>
    protected static Dictionary<string, string> Form(Answer answer, string action)
    {
        var forms = Parse(answer).Forms.Where(form => (form.GetAttribute("action") ?? action) == action).ToList();
        forms.ShouldNotBeEmpty($"{action}: {answer.Status} {answer.Text}");
        return Fields(forms[0]);
    }

    protected static Dictionary<string, string> Fields(IHtmlFormElement form)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in form.Elements)
        {
            switch (element)
            {
                case IHtmlInputElement { Type: "radio" or "checkbox" } box when !box.IsChecked || box.IsDisabled:
                    break;
                case IHtmlInputElement { Name: { Length: > 0 } name } input:
                    fields[name] = input.Value;
                    break;
                case IHtmlSelectElement { Name: { Length: > 0 } name } select:
                    fields[name] = select.Value ?? "";
                    break;
            }
        }

        return fields;
    }

    protected static async Task<Events> ListenAsync(Visitor visitor, string path, (string Name, string Value)? header = null)
    {
        using var request = visitor.Request(path);
        if (header is { } extra)
        {
            request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        }

        var response = await visitor.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new Events(response, await response.Content.ReadAsStreamAsync());
    }

    protected static string ErrorOf(Answer answer, string field) => Parse(answer).GetElementById($"Input-{field}-error")?.TextContent ?? "";

    /// <summary>A stream of server-sent events.</summary>
    protected sealed class Events(HttpResponseMessage response, Stream stream) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SseItem<string>> items = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();

        public async Task<SseItem<string>> NextAsync()
        {
            (await items.MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue("the stream has ended");
            return items.Current;
        }

        /// <summary>The next one of this kind.</summary>
        public async Task<SseItem<string>> NextAsync(string kind)
        {
            while (true)
            {
                if (await NextAsync() is var item && item.EventType == kind)
                {
                    return item;
                }
            }
        }

        public async Task EndAsync()
        {
            while (await items.MoveNextAsync().AsTask().WaitAsync(Patience))
            {
            }
        }

        public ValueTask DisposeAsync()
        {
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
