using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Stores;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;

namespace ShopHosting.UnitTests.Provisioning;

/// <summary>One store with its stack on a worker that only pretends, without grains: what steps and builders need.</summary>
internal sealed class Shop
{
    public static InstallationOptions Installation { get; } = new() { Id = "test", Templates = Repository.Path("templates") };

    public static PlatformCatalogue Platforms { get; } = SomePlatforms.Of(Installation);

    public static ImageCatalogue Images => Platforms.Images;

    public static MailRelay Relay { get; } = SomePlatforms.RelayOf(Installation, Images);

    public static EdgeConfiguration Edges { get; } = new(Options.Create(Installation), Platforms, new PlainSecretBox());

    private readonly StoreStackBuilder stacks = new(Options.Create(Installation), Platforms, Relay, new PlainSecretBox());
    private readonly PlainSecretBox box = new();
    private readonly StackTemplate template;

    public Shop(StoreStatus status = StoreStatus.Provisioning, string title = "Tea & Co", string platform = "woocommerce")
    {
        template = Platforms.Find(platform)!;
        var store = Some.Store(status);
        Store = store with
        {
            Order = store.Order with { Title = title, Platform = platform },
            Secrets = StoreSecrets.New(Platforms.CodeOf(template), new CountingEntropy(), box),
            Images = Platforms.NewestImages(template),
            Placement = new Placement(Some.Worker, 3),
        };
        Engine = new FakeWorkerEngine(InstallationId.Parse("test"), Clock);
        foreach (var image in Images.All)
        {
            Engine.AddImage(image.Reference!);
        }

        Engine.OnExec("*", exec =>
        {
            Inputs.Add(exec.InputText);
            return new ExecAnswer(0, "");
        });
    }

    public ManualTimeProvider Clock { get; } = new();

    public FakeWorkerEngine Engine { get; }

    public StoreState Store { get; set; }

    /// <summary>What commands were given on standard input.</summary>
    public List<string> Inputs { get; } = [];

    public StackTemplate Template => template;

    public StoreStack Stack => stacks.Build(Store, template, Store.Placement!);

    /// <summary>A new tick's context.</summary>
    public StoreContext Context(IWorkerEngine? engine = null) => new()
    {
        Clock = Clock,
        Store = Store,
        Operation = Store.Operation!,
        Placement = Store.Placement!,
        Template = template,
        Platform = Platforms.CodeOf(template),
        BuildStack = () => Stack,
        Engine = engine ?? Engine,
        Installation = Installation,
        Secret = purpose => box.Open(Store.Secrets[purpose]),
    };
}
