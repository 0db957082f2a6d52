using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>A form that is sent twice, as by an impatient finger or a lost answer.</summary>
public sealed class AskedTwiceTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    [Fact]
    public Task The_same_sign_up_sent_again_and_again_makes_one_shop() => TellAsync(async () =>
    {
        const string name = "twice";
        using var customer = Installation.NewCustomer();
        var (action, fields) = await customer.FillSignUpAsync(name);
        var answers = await Task.WhenAll(customer.SendAsync(action, fields), customer.SendAsync(action, fields));
        var shop = customer.ShopOf(answers[0], name);
        customer.ShopOf(answers[1], name).ShouldBe(shop);

        await customer.UntilAsync(shop, "Live", Customer.ProvisionLimit);
        (await customer.SendAsync(action, fields)).Status.ShouldBe(400, "somebody who is signed in by now sends an old form of a visitor");
        customer.ForgetSession();
        customer.ShopOf(await customer.SendAsync(action, fields), name).ShouldBe(shop, "also when it is long done");
        (await Installation.Journal.StoresCalledAsync(name)).Count.ShouldBe(1);
        (await Installation.Journal.OfStoreAsync(shop.Id)).ShouldBe(["Provision Succeeded by a person"]);
        var census = await Installation.StoreAsync(shop.Id);
        (census.Containers.Count, census.Networks.Count, census.Volumes.Count).ShouldBe((3, 2, 5));

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });
}
