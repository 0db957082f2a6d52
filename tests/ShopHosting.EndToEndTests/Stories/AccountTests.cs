using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;
using static Microsoft.Playwright.Assertions;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>One's own account in several browsers at once: sessions, a changed password, a forgotten one, and somebody who guesses.</summary>
public sealed partial class AccountTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private const string Email = "traveller@example.org";

    [Fact]
    public Task Sessions_end_when_they_are_told_to_and_a_forgotten_password_comes_back_by_mail_once() => TellAsync(async () =>
    {
        await using var chromium = await Chromium.StartAsync();
        var laptop = await PanelWindow.OpenAsync(chromium, Installation);
        var phone = await PanelWindow.OpenAsync(chromium, Installation);
        var shop = await laptop.SignUpAsync("traveller");
        await laptop.UntilShopIsAsync("Live");

        await RevokesAsync(laptop, phone);
        await ChangesThePasswordAsync(laptop, phone);
        await ForgetsItAsync(laptop, phone);
        await GuessesAsync();
        using var owner = new Browser(Installation.PanelPort);
        await Until.ItIsAsync("the owner to get in after the wait", TimeSpan.FromSeconds(20), () => GuessAsync(owner, Email, laptop.Password), answer => answer.Status == 200);
        await laptop.SignInAsync(Email);
        await laptop.DeleteAsync(shop);
        laptop.Complaints.Concat(phone.Complaints).ShouldBeEmpty();
    });

    private static async Task RevokesAsync(PanelWindow laptop, PanelWindow phone)
    {
        await phone.SignInAsync(Email);
        await laptop.GoAsync("/account");
        var rows = laptop.Page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(2);
        await rows.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await phone.GoAsync("/stores");
        phone.Page.Url.ShouldContain("/sign-in?next=");
    }

    private async Task ChangesThePasswordAsync(PanelWindow laptop, PanelWindow phone)
    {
        await phone.SignInAsync(Email);
        await laptop.GoAsync("/account/password");
        await laptop.TypeAsync("CurrentPassword", laptop.Password);
        laptop.Password = "quite another row of words";
        await laptop.TypeAsync("NewPassword", laptop.Password);
        await laptop.PressAsync("Change it");
        await Expect(laptop.Page.GetByText("Your password is changed")).ToBeVisibleAsync();
        await phone.GoAsync("/stores");
        phone.Page.Url.ShouldContain("/sign-in");
        await MailAsync("was changed");
    }

    private async Task ForgetsItAsync(PanelWindow laptop, PanelWindow phone)
    {
        await phone.GoAsync("/forgot-password");
        await phone.TypeAsync("Email", Email);
        await phone.PressAsync("Send me the link");
        await Expect(phone.Main).ToContainTextAsync("If there is an account for that address");
        var link = (await MailAsync("A new password for")).QuerySelector("a")!.GetAttribute("href")!;

        await phone.GoAsync(link);
        laptop.Password = phone.Password = "the third row of words";
        await phone.TypeAsync("Password", phone.Password);
        await phone.PressAsync("Set the password");
        await Expect(phone.Page.GetByText("Your new password is set")).ToBeVisibleAsync();
        await phone.GoAsync(link);
        await Expect(phone.Main).ToContainTextAsync("This link has been used");
        await Expect(phone.Field("Password")).ToHaveCountAsync(0);
        await laptop.GoAsync("/stores");
        laptop.Page.Url.ShouldContain("/sign-in", Case.Sensitive, "a new password by mail ends every session");
        await MailAsync("was replaced");
    }

    /// <summary>The newest mail to this person with these words in its subject, from the outbox that stands in for a mail server.</summary>
    private async Task<AngleSharp.Dom.IElement> MailAsync(string subject)
    {
        using var reader = new Browser(Installation.PanelPort);
        var mail = await Until.ItIsAsync($"the mail '{subject}'", TimeSpan.FromSeconds(20), async () => (await reader.GetAsync($"{Installation.Panel}/outbox")).Document.QuerySelectorAll("article")
            .FirstOrDefault(article => article.TextContent.Contains(Email, StringComparison.Ordinal) && article.QuerySelector("h2")!.TextContent.Contains(subject, StringComparison.Ordinal)), mail => mail is not null);
        return mail!;
    }

    /// <summary>Wrong passwords are answered alike whether there is such an account or not, and soon have to wait.</summary>
    private async Task GuessesAsync()
    {
        using var guesser = new Browser(Installation.PanelPort);
        for (var guess = 1; guess <= 6; guess++)
        {
            var known = await GuessAsync(guesser, Email, "a guess of some length");
            var unknown = await GuessAsync(guesser, "nobody-at-all@example.org", "a guess of some length");
            unknown.ShouldBe(known);
            known.Status.ShouldBe(guess <= 5 ? 403 : 429);
        }
    }

    private async Task<(int Status, string Said)> GuessAsync(Browser guesser, string email, string password)
    {
        var answer = await guesser.SubmitAsync(await guesser.GetAsync($"{Installation.Panel}/sign-in"), ("Input.Email", email), ("Input.Password", password));
        return (answer.Status, answer.Has("#error-summary") ? Seconds().Replace(answer.TextOf("#error-summary"), "some seconds") : "");
    }

    [GeneratedRegex("[0-9]+ seconds")]
    private static partial Regex Seconds();
}
