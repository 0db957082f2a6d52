using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopHosting.Provisioning.Mail;

namespace ShopHosting.Infrastructure.Mail;

/// <summary>Registers the panel's mail: a mail server where one is set, else the outbox.</summary>
public static class MailServices
{
    public static IServiceCollection AddPanelMail(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<MailOptions, MailOptionsValidator>().BindConfiguration(MailOptions.Section);
        services.AddSingleton<SmtpMailer>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<IOutbox>(provider => provider.GetRequiredService<Outbox>());
        services.AddSingleton<IMailer>(provider => string.IsNullOrEmpty(provider.GetRequiredService<IOptions<MailOptions>>().Value.Host)
            ? provider.GetRequiredService<Outbox>()
            : provider.GetRequiredService<SmtpMailer>());
        return services;
    }
}
